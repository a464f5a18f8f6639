"""What is wrong in notebooks and readings, and repairs that can be tried dry. Nothing is destroyed: see `repair`."""

from annotator.doctor.examining import CHECKS, Examined, examine, repair
from annotator.doctor.patient import Finding

__all__ = ["CHECKS", "Examined", "Finding", "examine", "repair"]
