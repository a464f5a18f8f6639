"""Pictures of a dataset, each with its table and the same in words: profile, argument map, pace and coverage."""

from annotator.pictures.picture import Picture, PictureError, Pictures

__all__ = ["Picture", "PictureError", "Pictures"]
