"""Readings as tables: the frames of a dataset, and the files they are written to and read from."""
