"""Feeds made for the tests of their reader."""

from __future__ import annotations

from tasks.sources.feed import read_feed

URL = "https://news.example/feeds/world.xml"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>World</title>
<item><title>Talks  resume
 in Calder</title><link>/2026/talks#top</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate></item>
<item><title>By its identifier</title><guid isPermaLink="true">https://news.example/b</guid></item>
<item><title>No address</title><guid isPermaLink="false">7</guid></item>
</channel></rss>"""


def read(body: str | bytes, **options):
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, url=URL, source_id="outlet", **options)


def item(*parts: str) -> str:
    return f"<rss><channel><item>{''.join(parts)}</item></channel></rss>"
