"""Bytes of a page to characters, trusting the bytes more than what is declared of them.

The order is that of the HTML standard (BOM, header, meta) with one change that saved pages call
for: bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever was declared, since other charsets
practically never look like it; and bytes that are not are never read as UTF-8 because a header
says so.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_META_BYTES = 4096
_SAMPLE_BYTES = 65536
# What pages mean when they say one of these (WHATWG Encoding Standard).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_SEVEN_BIT = {"iso2022_jp", "hz", "iso2022_kr"}


def decode_page(body: bytes, content_type: str | None = None) -> str:
    """The page's characters, without NULs and other control characters that HTML forbids."""
    return strip_controls(_decode(body, content_type))


def _decode(body: bytes, content_type: str | None) -> str:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    if (wide := _wide_charset(body)) is not None:
        return body.decode(wide, "replace")
    declared = _declared_charsets(body, content_type)
    if declared and declared[0] in _SEVEN_BIT and b"\x1b" in body:
        return body.decode(declared[0], "replace")
    if (text := _as_utf8(body)) is not None:
        return text
    for name in declared:
        if name != "utf-8" and (text := _strictly(body, name)) is not None:
            return text
    return _guess(body)


def _declared_charsets(body: bytes, content_type: str | None) -> list[str]:
    """Python's names of the charsets that header and meta declare, in that order."""
    labels = [m[1] for m in [_HEADER.search(content_type or "")] if m]
    labels += [m.decode("ascii", "replace") for m in _META.findall(body[:_META_BYTES])]
    names = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        names.append(_MEANT.get(name, name))
    return [name for name in dict.fromkeys(names) if not name.startswith(("utf-16", "utf-7"))]


def _wide_charset(body: bytes) -> str | None:
    """UTF-16 that carries no BOM: every other byte of Latin markup is NUL."""
    head = body[:400]
    if head.count(0) < len(head) * 0.3:
        return None
    return "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _as_utf8(body: bytes) -> str | None:
    """The body as UTF-8 when it is that, apart from a cut end and a few stray bytes."""
    try:
        return codecs.getincrementaldecoder("utf-8")("strict").decode(body)
    except UnicodeDecodeError:
        pass
    lenient = body.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(1 for char in lenient[:_SAMPLE_BYTES] if char > "\x7f" and char != "\ufffd")
    if good < 4 * bad:
        return None
    codecs.register_error("dateline-stray-bytes", _stray_bytes)
    return body.decode("utf-8", "dateline-stray-bytes")


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    """Bytes that strayed into UTF-8 are most often from windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _strictly(body: bytes, name: str) -> str | None:
    """The body in that charset; a few bytes that it leaves open are no reason against it."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, UnicodeError):
        return None
    return text if text.count("\ufffd") <= max(1, len(body) // 5000) else None


def _guess(body: bytes) -> str:
    """By statistics over the part that has something to tell; windows-1252 where that fails."""
    start = max(0, next((i for i, byte in enumerate(body) if byte > 0x7F), 0) - 200)
    sample = body[start : start + _SAMPLE_BYTES]
    if sum(byte > 0x7F for byte in sample) > len(sample) * 0.05:
        best = from_bytes(sample, steps=5, chunk_size=512).best()
        if best is not None:
            return body.decode(best.encoding, "replace")
    return body.decode("cp1252", "replace")


def strip_controls(text: str) -> str:
    """The text without the control characters that neither HTML nor a table's reader knows."""
    return _CONTROLS.sub("", text)
