"""The kernel's end of the views. Importing it lets pages of JupyterLab connect to this kernel."""

from annotator.widgets.annotator import Annotator, AnnotatorWarning
from annotator.widgets.link import register
from annotator.widgets.several import AnnotatorBatch

__all__ = ["Annotator", "AnnotatorBatch", "AnnotatorWarning"]

register()
