"""Readers of the training corpora: each becomes running text with labelled spans.

The corpora lie in the evaluation data folder (DATELINE_DATA) and are not part of the project.
Token corpora are set back into running text, so that training sees what the tagger will see.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from tasks.annotation.language import guess_language
from tasks.annotation.sentences import split_sentences

Span = tuple[int, int, str]

# CoNLL's miscellaneous names hold demonyms and other names unseparated: `group|other` says
# "one of the two", and the loss accepts either.
GROUP_OR_OTHER: Final = "group|other"
_ENTITY_LABELS: Final = {
    "PER": "person",
    "ORG": "organization",
    "LOC": "place",
    "MISC": GROUP_OR_OTHER,
    "Person": "person",
    "Organization": "organization",
    "Location": "place",
    "Facility": "place",
    "NORP": "group",
    "Misc": "other",
    "Product": "other",
    "person": "person",
    "politician": "person",
    "organisation": "organization",
    "politicalparty": "organization",
    "location": "place",
    "country": "place",
    "election": "other",
    "event": "other",
    "misc": GROUP_OR_OTHER,
}
_CASES_FILE: Final = Path(__file__).with_name("cases.txt")
_CASE_MARK: Final = re.compile(r"\{(?P<label>[a-z]+)\|(?P<name>[^}]+)\}")
_NO_SPACE_BEFORE: Final = re.compile(r"[.,;:!?%)\]}…”]|['’](?:s|re|ve|ll|d|m|t)?|n['’]t|\.{3}")
_QUOTE: Final = '"'
_HYPHENS: Final = frozenset("-/")
_CLITICS: Final = frozenset(("s", "t", "re", "ve", "ll", "d", "m"))
_NO_SPACE_AFTER: Final = frozenset("([{$£€₡#“‘")


@dataclass(frozen=True, slots=True)
class Document:
    """Running text with its sentences and its labelled spans (code points, half-open).

    `corpus` names the annotation conventions: conll, worldwide or polnear, or nothing where no
    label is given.
    """

    corpus: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]
    attributions: tuple[dict[str, Any], ...] = field(default=())  # polnear's own records


def read_entities(folder: Path, name: str, part: str) -> list[Document]:
    """Return the documents of the entity corpus `name` (conll2003, worldwide, crossner_politics)."""
    conventions = "worldwide" if name == "worldwide" else "conll"
    lines = _read_json_lines(folder / "entities" / name / f"{part}.jsonl")
    documents = []
    for _, sentences in groupby(lines, key=lambda line: line["doc"]):
        documents += [_running_text(batch, conventions) for batch in _batches(list(sentences), 40)]
    return documents


def read_attributions(folder: Path, part: str) -> list[Document]:
    """Return PolNeAR's articles with source, cue and content spans, one for every piece."""
    documents = []
    for article in _read_json_lines(folder / "claims" / "polnear" / f"{part}.jsonl"):
        spans = {
            (start, end, role)
            for attribution in article["attributions"]
            for role in ("source", "cue", "content")
            for start, end in attribution[role]
        }
        text = article["text"]
        documents.append(
            Document(
                "polnear",
                text,
                tuple(split_sentences(text)),
                tuple(sorted(spans)),
                tuple(article["attributions"]),
            )
        )
    return documents


def read_cases() -> list[Document]:
    """Return the hard cases written for Dateline, once for each head that names things."""
    lines = _CASES_FILE.read_text(encoding="utf-8").splitlines()
    cases = [line for line in lines if line and not line.startswith("#")]
    return [_read_case(line, head) for head in ("conll", "worldwide") for line in cases]


def _read_case(line: str, head: str) -> Document:
    """Return a paragraph without its marks, "{class|name}", and where the names stand."""
    text, spans, at = "", [], 0
    for mark in _CASE_MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark["name"]), mark["label"]))
        text += mark["name"]
        at = mark.end()
    text += line[at:]
    return Document(head, text, tuple(split_sentences(text)), tuple(spans))


def read_unlabelled(folder: Path) -> list[Document]:
    """Return English news texts without labels, for a network that is taught by another."""
    files = [
        *sorted((folder / "linking").glob("*.jsonl")),
        *sorted(folder.glob("pages/*/gold.jsonl")),
    ]
    texts = [line.get("text") for file in files for line in _read_json_lines(file)]
    return [
        Document("", text, tuple(split_sentences(text)), ())
        for text in texts
        if isinstance(text, str) and text.strip() and guess_language(text) == "en"
    ]


def _read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _batches(items: Sequence[dict[str, Any]], size: int) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _running_text(sentences: Iterable[dict[str, Any]], conventions: str) -> Document:
    """Join tokenised sentences to text and carry their tags to offsets.

    The corpora do not say where paragraphs began: up to three sentences make one here, and a line
    without a final mark (a headline, a table) stands alone.
    """
    text = ""
    bounds: list[tuple[int, int]] = []
    spans: list[Span] = []
    for number, sentence in enumerate(sentences):
        is_inside = number % 3 != 0 and text.endswith((".", '"', "?", "!", "”"))
        text += (" " if is_inside else "\n\n") if text else ""
        start = len(text)
        offsets = []
        for token, glued in _glue(sentence["tokens"]):
            text += "" if glued or len(text) == start else " "
            offsets.append((len(text), len(text) + len(token)))
            text += token
        bounds.append((start, len(text)))
        spans.extend(_tag_spans(sentence["tags"], offsets))
    return Document(conventions, text, tuple(bounds), tuple(spans))


def _glue(tokens: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each token with whether it stands right after the one before, without a space."""
    is_open = False
    previous = ""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        glued = previous in _NO_SPACE_AFTER or bool(_NO_SPACE_BEFORE.fullmatch(token))
        glued = glued or (previous in ("'", "’") and token in _CLITICS)
        if token == _QUOTE:
            glued = glued or is_open
            is_open = not is_open
        elif previous == _QUOTE and is_open:
            glued = True
        elif _HYPHENS.intersection((token, previous)):
            hyphen = token if token in _HYPHENS else previous
            before = tokens[index - 2] if previous == hyphen and index > 1 else previous
            after = following if token == hyphen else token
            glued = glued or (bool(before[-1:].isalnum()) and bool(after[:1].isalnum()))
        yield token, glued and bool(previous)
        previous = token


def _tag_spans(tags: Sequence[str], offsets: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the spans of BIO tags whose label is one of ours; dates and money are left out."""
    start, end, label = 0, 0, ""
    for tag, (token_start, token_end) in zip(tags, offsets, strict=True):
        name = _ENTITY_LABELS.get(tag[2:], "")
        if tag.startswith("I-") and name == label and label:
            end = token_end
            continue
        if label:
            yield start, end, label
        start, end, label = token_start, token_end, name
    if label:
        yield start, end, label
