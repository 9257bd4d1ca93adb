"""Annotators: a text in, its names and attributed claims out."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from tasks.annotation.annotation import Annotation
from tasks.annotation.model_annotator import load_model_annotator
from tasks.annotation.tagger import ModelError

MODELS_FOLDER: Final = Path(__file__).parent / "models"
_SPACY: Final = "spacy:"


class Annotator(Protocol):
    """What the annotation step calls; `model` is id@revision, stored with every row."""

    model: str

    def annotate_text(
        self,
        text: str,
        *,
        title: str | None = None,
        published_at: datetime | str | None = None,
        language: str | None = None,
    ) -> Annotation:
        """Return what is found in `text`; any length, any Unicode, the same every time.

        `language` is an ISO 639 code, guessed where it is not given. Title and time may help an
        annotator; the offsets are those of `text` alone.
        """
        ...


class AnnotatorError(Exception):
    """An annotator that cannot be loaded; the message is one line."""


@cache
def load_annotator(name: str = "default") -> Annotator:
    """Return the annotator of a name, loaded once a process.

    A name is that of a model that ships ("default"), the path of a model directory, or "spacy:"
    and the name or path of a spaCy pipeline. Raises AnnotatorError, in one line, for any other.
    """
    if name.startswith(_SPACY):
        return _load_spacy(name.removeprefix(_SPACY))
    directory = MODELS_FOLDER / name if _is_shipped(name) else Path(name)
    if not directory.is_dir():
        message = f'no annotation model "{name}": use {_list_shipped()} or a model directory'
        raise AnnotatorError(message)
    try:
        return load_model_annotator(directory)
    except ModelError as error:
        raise AnnotatorError(str(error)) from error


def _load_spacy(name: str) -> Annotator:
    # spaCy is an optional extra and takes a second to import.
    try:
        from tasks.annotation.spacy_annotator import (  # noqa: PLC0415 - see above
            load_spacy_annotator,
        )
    except ImportError as error:
        message = f'annotator "{_SPACY}{name}" needs spaCy: pip install "dateline[spacy]"'
        raise AnnotatorError(message) from error
    try:
        return load_spacy_annotator(name)
    except OSError as error:
        message = f'no spaCy pipeline "{name}": give an installed package or a folder'
        raise AnnotatorError(message) from error


def _is_shipped(name: str) -> bool:
    return "/" not in name and (MODELS_FOLDER / name).is_dir()


def _list_shipped() -> str:
    names = sorted(path.name for path in MODELS_FOLDER.iterdir() if path.is_dir())
    return " or ".join(f'"{name}"' for name in names)
