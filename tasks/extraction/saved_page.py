"""Reads a saved page, gzipped or zstandard by its ending, within a limit."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

import zstandard

MAX_BODY_BYTES = 20_000_000
# A kilobyte of zstandard may hold some thirty megabytes of zeros.
_PIECE_BYTES = 1024


class SavedPageError(Exception):
    """A saved page that cannot be read; the message is one line for its user."""


def read_saved_page(path: Path) -> bytes:
    """The page's bytes as fetched. Raises SavedPageError."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".gz":
                body = gzip.GzipFile(fileobj=file).read(MAX_BODY_BYTES + 1)
            elif path.suffix == ".zst":
                body = _unzstd(file)
            else:
                body = file.read(MAX_BODY_BYTES + 1)
    except FileNotFoundError:
        raise SavedPageError(f"no such file: {path.name}") from None
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise SavedPageError(f"cannot be unpacked: {path.name}: {error}") from error
    except (OSError, ValueError) as error:
        raise SavedPageError(f"cannot be read: {path.name}: {error}") from error
    if len(body) > MAX_BODY_BYTES:
        raise SavedPageError(f"larger than {MAX_BODY_BYTES // 1_000_000} MB: {path.name}")
    return body


def _unzstd(file: BinaryIO) -> bytes:
    """All frames of the file, up to a little over the limit. Raises EOFError where it is cut short."""
    body, frame = bytearray(), None
    while len(body) <= MAX_BODY_BYTES and (piece := file.read(_PIECE_BYTES)):
        while piece:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            body += frame.decompress(piece)
            piece = b""
            if frame.eof:
                piece, frame = frame.unused_data, None
    if frame is not None and len(body) <= MAX_BODY_BYTES:
        raise EOFError("it is cut short")
    return bytes(body)
