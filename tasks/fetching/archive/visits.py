"""What a visit is in WARC: the fields and HTTP heads of its records (ISO 28500:2017, 6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from tasks.fetching.warc_record import PAYLOAD_DIGEST, Block, digest_of, format_fields

if TYPE_CHECKING:  # who only reads the archive needs no HTTP client
    from tasks.fetching.archive.recovery import Original
    from tasks.fetching.exchange import Exchange

Fields = list[tuple[str, str]]

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

# A longer address is no name for anything; the row has it in full.
_MAX_URI_CHARS = 8_000
_URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
_IS_URI = re.compile(rf"[A-Za-z0-9_.\-{re.escape(_URI_CHARACTERS)}]*").fullmatch
# Coding of the transfer, undone before a body is archived; kept under another name, as Nutch and
# Common Crawl do, so that no reader tries to undo it again.
_TRANSFER_HEADERS = {
    "transfer-encoding": "X-Crawler-Transfer-Encoding",
    "content-length": "X-Crawler-Content-Length",
}


def opening_fields(kind: str, record_id: str, at: datetime, url: str | None = None) -> Fields:
    """What every record says of itself; `at` is written in UTC, to the microsecond."""
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    date = at.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"
    fields = [("WARC-Type", kind), ("WARC-Record-ID", record_id), ("WARC-Date", date)]
    if url is not None and len(url) <= _MAX_URI_CHARS:
        fields.append(("WARC-Target-URI", url if _IS_URI(url) else _quoted(url)))
    return fields


def _quoted(url: str) -> str:
    return quote(url.encode("utf-8", "surrogatepass"), safe=_URI_CHARACTERS)


def response_fields(exchange: Exchange, payload: Block) -> Fields:
    """What a response record says beside its opening."""
    fields = [*_address(exchange), (PAYLOAD_DIGEST, digest_of(payload.pieces()))]
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    return [*fields, ("Content-Type", "application/http; msgtype=response")]


def request_fields(exchange: Exchange, response_id: str) -> Fields:
    """What a request record says beside its opening."""
    concurrent = ("WARC-Concurrent-To", response_id)
    content_type = ("Content-Type", "application/http; msgtype=request")
    return [*_address(exchange), concurrent, content_type]


def revisit_fields(fields: Fields, original: Original, profile: str) -> Fields:
    """The fields of a record, as those of a revisit that refers to `original` in its stead."""
    taken = {"WARC-Type", PAYLOAD_DIGEST}
    reference = [
        (PAYLOAD_DIGEST, original.digest),
        ("WARC-Profile", profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        # Not in the standard, but what Heritrix calls it: where a reader without an index finds it.
        ("WARC-Refers-To-Filename", original.place.archive_file),
        ("WARC-Refers-To-File-Offset", str(original.place.offset)),
    ]
    if profile == SAME_PAYLOAD:
        reference.append(("WARC-Truncated", "length"))
    return [("WARC-Type", "revisit"), *(f for f in fields if f[0] not in taken), *reference]


def response_head(exchange: Exchange) -> bytes:
    """Status line and headers as sent, save those that the body as archived would belie."""
    is_recoded = exchange.header("Transfer-Encoding") is not None
    is_cut = exchange.header("Content-Length") not in (None, str(exchange.body.raw_bytes))
    renamed = _TRANSFER_HEADERS if is_recoded or is_cut else {}
    headers = [(renamed.get(name.lower(), name), value) for name, value in exchange.headers]
    start = f"{exchange.version} {exchange.status} {exchange.phrase}\r\n"
    return start.encode("utf-8", "surrogateescape") + format_fields(headers, "latin-1") + b"\r\n"


def request_head(exchange: Exchange) -> bytes:
    """The request that brought the response: request line and headers."""
    target = "/" + exchange.url.partition("://")[2].partition("#")[0].partition("/")[2]
    start = f"GET {target} HTTP/1.1\r\n".encode()
    return start + format_fields(exchange.request_headers) + b"\r\n"


def _address(exchange: Exchange) -> Fields:
    return [("WARC-IP-Address", exchange.ip_address)] if exchange.ip_address else []
