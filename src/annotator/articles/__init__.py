"""Articles of every format become documents here: one module per format."""

from annotator.articles.opening import open_article, supported_suffixes

__all__ = ["open_article", "supported_suffixes"]
