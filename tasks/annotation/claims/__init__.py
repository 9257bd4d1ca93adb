"""Attributed claims: tagged sources, cues and contents made into who said what."""
