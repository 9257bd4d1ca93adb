"""Flows decide order and schedule; the command line starts them."""
