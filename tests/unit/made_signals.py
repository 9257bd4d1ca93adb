"""Pages made for the tests of metadata, in the pieces that tell machines something."""

import json

from lxml.html import document_fromstring

from tasks.extraction.metadata.signals import Signals, read_signals

URL = "https://www.tarnholm-post.example/harbour/pier/north-pier-reopens"


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def signals(head: str = "", body: str = "") -> Signals:
    return read_signals(document_fromstring(f"<html><head>{head}</head><body>{body}"), URL)
