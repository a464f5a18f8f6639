"""The command `jupyter annotator`."""

from annotator.cli.main import main

__all__ = ["main"]
