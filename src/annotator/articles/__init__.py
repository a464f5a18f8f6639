"""Articles of every format become documents here: one module per format."""

from annotator.articles.batch import Articles, open_articles
from annotator.articles.frozen import save as save_document
from annotator.articles.opening import open_article, supported_suffixes

__all__ = ["Articles", "open_article", "open_articles", "save_document", "supported_suffixes"]
