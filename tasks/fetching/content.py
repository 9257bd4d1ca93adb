"""Whether a body can be a page at all: its content type and its first bytes."""

from __future__ import annotations

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Servers that do not know say one of these; then the first bytes decide.
_VAGUE_TYPES = frozenset(
    {"", "application/octet-stream", "application/xml", "text/plain", "text/xml", "unknown/unknown"}
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
)
_ANY_MAGIC = tuple(magic for magic, _ in _MAGIC)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta", b"<article")
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b")
_MAX_CONTROL_SHARE = 0.1
_LOOKED_AT_BYTES = 2_048


def page_problem(content_type: str | None, head: bytes) -> str | None:
    """Why a body is no HTML page, in one line; None when it can be one.

    `head` is the beginning of the decoded body; of it, 2,048 bytes are looked at.
    """
    head = head[:_LOOKED_AT_BYTES]
    if not head.strip():
        return "body is empty"
    found = binary_kind(head)
    if found:
        return f"body is {found}, not HTML"
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in _PAGE_TYPES or (media_type in _VAGUE_TYPES and _looks_like_html(head)):
        return None
    return f"content type is {media_type[:80] or 'missing'!r}, not HTML"


def binary_kind(head: bytes) -> str | None:
    """What sort of binary data `head` opens; None when it can be text."""
    if head.startswith(_ANY_MAGIC):
        return next(kind for magic, kind in _MAGIC if head.startswith(magic))
    if head.startswith(_UTF16_MARKS) or _is_bare_utf16(head):
        return None
    controls = len(head) - len(head.translate(None, _CONTROL))
    return "binary" if controls > _MAX_CONTROL_SHARE * len(head) else None


def _is_bare_utf16(head: bytes) -> bool:
    return head[:4] in (b"<\0h\0", b"<\0!\0", b"\0<\0h", b"\0<\0!", b"<\0?\0", b"\0<\0?")


def _looks_like_html(head: bytes) -> bool:
    text = head.replace(b"\0", b"").lower()
    return any(sign in text for sign in _HTML_SIGNS)
