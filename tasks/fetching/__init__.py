"""Getting pages over HTTP with good manners and armour, and keeping what came as WARC.

Entry points: `open_fetcher` (client), `open_archive` and `read_body` (archive), `FetchPolicy`.
"""
