"""Older material into the same tables: what there is of it, in which order, and how it is loaded."""
