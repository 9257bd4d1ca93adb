"""What the bytes of a feed, list or page say, whatever encoding they claim."""

from __future__ import annotations

import codecs
import re

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""",
    re.IGNORECASE,
)
# As browsers do (WHATWG Encoding Standard, 4.2): who says Latin-1 means Windows-1252.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def decode_text(body: bytes) -> str:
    """The text of `body`, without a byte order mark; nothing makes it fail.

    By the byte order mark; else as UTF-8 where the bytes are that, whatever they claim, since
    hardly any other text happens to be UTF-8; else as the XML declaration or <meta> says; else as
    Windows-1252, the bytes that it lacks replaced.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    for opening, name in _BARE:
        if body.startswith(opening):
            return body.decode(name, errors="replace")
    declared = _declared(body)
    # ISO-2022 writes with seven bits only, which is UTF-8 by accident.
    is_seven_bit = declared is not None and declared.startswith(("iso2022", "hz"))
    names = (declared, "utf-8") if is_seven_bit else ("utf-8", declared)
    for encoding in names:
        try:
            if encoding is not None:
                return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8" if _is_mostly_utf8(body) else "cp1252", errors="replace")


def _declared(body: bytes) -> str | None:
    match = _DECLARED.search(body[:4_000])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except LookupError:
        return None
    return _MEANT.get(name, name)


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether a UTF-8 text has a few broken bytes, rather than being in another encoding."""
    text = body.decode("utf-8", errors="ignore")
    broken = len(body) - len(text.encode("utf-8"))
    return sum(1 for c in text if ord(c) > 127) > 2 * broken
