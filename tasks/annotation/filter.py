"""`dateline annotate`: articles as JSON lines in, annotations as JSON lines out."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from tasks.annotation.annotation import Annotation
from tasks.annotation.annotator import Annotator


def annotate_lines(lines: Iterable[str], annotator: Annotator) -> Iterator[str]:
    """Yield one JSON object for each line, in the same order, without line ends.

    A line that cannot be annotated yields empty lists and an `error`: one line that says why. A
    text in a language without a model yields empty lists and an `outcome` that says so.
    """
    for line in lines:
        identity: object = None
        try:
            record = _read(line)
            identity = record.get("id")
            result = _annotate(record, annotator)
        except ValueError as error:
            result = _empty(annotator.model) | {"error": str(error)}
        yield _write({"id": identity} | result)


def _read(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at character {error.pos}"
        raise ValueError(message) from error
    except RecursionError as error:
        message = "not JSON that can be read: nested too deeply"
        raise ValueError(message) from error
    if not isinstance(record, dict):
        message = f"not a JSON object but {type(record).__name__}"
        raise ValueError(message)  # noqa: TRY004 - input, not a caller's mistake
    return record


def _annotate(record: dict[str, Any], annotator: Annotator) -> dict[str, Any]:
    text = record.get("text")
    if not isinstance(text, str):
        message = "no text" if text is None else f"text is {type(text).__name__}, not a string"
        raise ValueError(message)  # noqa: TRY004 - input, not a caller's mistake
    if not text.strip():
        message = "text is empty"
        raise ValueError(message)
    annotation = annotator.annotate_text(
        text,
        title=_string(record, "title"),
        published_at=_string(record, "published_at"),
        language=_string(record, "language"),
    )
    return to_json(annotation)


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) and value else None


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Return the fields of `dateline annotate`'s output line, but for the id."""
    fields = asdict(annotation)
    outcome = fields.pop("outcome")
    return fields if annotation.is_annotated else fields | {"outcome": outcome}


def _empty(model: str) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("sentences", "mentions", "entities", "claims")}
    return {"language": None} | lists | {"model": model}


def _write(fields: dict[str, Any]) -> str:
    """Return JSON in readable letters; a lone surrogate, which no encoding has, is escaped."""
    written = json.dumps(fields, ensure_ascii=False)
    if any("\ud800" <= char <= "\udfff" for char in written):
        return json.dumps(fields)
    return written
