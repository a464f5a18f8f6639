"""Articles of every format become documents here: one module per format."""

from annotator.articles.frozen import save as save_document
from annotator.articles.opening import open_article, supported_suffixes

__all__ = ["open_article", "save_document", "supported_suffixes"]
