"""Entities of one text: mentions of the same thing brought together under one name and type."""
