# ruff: noqa: SIM905 - word lists read best as running text
"""The annotator of a spaCy pipeline, for those who have one (optional extra).

Names are its entities. Sources, cues and contents come from its parse: quotation marks for direct
speech, and for the rest the subject, verb and clause of verbs of saying.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from tasks.annotation.annotate_spans import annotate_spans, leave_out, replace_surrogates
from tasks.annotation.annotation import Annotation
from tasks.annotation.claims.layout import Part, Piece
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.language import choose_language
from tasks.annotation.quotation import Quotation, find_quotations
from tasks.annotation.sentences import split_sentences

_TYPES: Final = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "PRODUCT": "product",
    "WORK_OF_ART": "work",
    "LAW": "law",
    "MISC": "other",
}
# spaCy gives names no confidence: this one says "tagged, and no more is known".
_SCORE: Final = 0.7
_CUE_LEMMAS: Final = frozenset(
    """say tell add report announce deny claim argue warn insist note state explain write believe
    expect confirm suggest acknowledge admit allege assert recall stress predict promise pledge
    estimate find show conclude testify reply ask call describe accuse urge think hope declare
    reveal indicate maintain caution vow decline refuse remember complain concede observe
    remark tweet fear doubt reject dismiss propose agree recommend disclose""".split()
)
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_HELPERS: Final = frozenset({"aux", "auxpass", "neg"})
_CLAUSES: Final = ("ccomp", "xcomp")
_SHORTEST_QUOTATION: Final = 3  # words; what is shorter is a term, not a statement
_READ_AT_ONCE: Final = 20_000  # characters; the parser's memory grows with its text


def load_spacy_annotator(name: str) -> "SpacyAnnotator":
    """Return the annotator of an installed pipeline or a folder; raises OSError where none is."""
    return SpacyAnnotator(spacy.load(name))


class SpacyAnnotator:
    """Names and claims by a spaCy pipeline with an entity recogniser and a parser."""

    def __init__(self, pipeline: Language) -> None:
        self._pipeline = pipeline
        self._language = pipeline.lang
        meta = pipeline.meta
        self.model = f"spacy-{meta['lang']}_{meta['name']}@{meta['version']}"

    def annotate_text(
        self,
        text: str,
        *,
        title: str | None = None,  # noqa: ARG002 - part of the protocol
        published_at: datetime | str | None = None,  # noqa: ARG002 - part of the protocol
        language: str | None = None,
    ) -> Annotation:
        """Return what is found in `text`; see Annotator. Title and time are not read."""
        code = choose_language(text, language)
        sentences = split_sentences(text)
        if code != self._language:
            return leave_out(code, sentences, self.model)
        names: list[NamedSpan] = []
        pieces: list[Piece] = []
        quotations = find_quotations(text)
        quoted = [q for q in quotations if _is_statement(text, q)]
        for start, doc in self._read(replace_surrogates(text)):
            names.extend(_names(doc, start))
            pieces.extend(_find_pieces(doc, start, quoted))
        pieces.extend(Piece(q.start, q.end, "content", _SCORE) for q in quoted)
        return annotate_spans(
            text, code, sentences, names=names, pieces=_flat(pieces), model=self.model
        )

    def _read(self, text: str) -> Iterator[tuple[int, Doc]]:
        starts = list(_chunk_starts(text))
        ends = [*starts[1:], len(text)]
        chunks = (text[start:end] for start, end in zip(starts, ends, strict=True))
        return zip(starts, self._pipeline.pipe(chunks), strict=True)


def _chunk_starts(text: str) -> Iterator[int]:
    """Yield where to begin reading anew: at paragraphs, unless one is very long."""
    start = 0
    while start < len(text):
        yield start
        limit = start + _READ_AT_ONCE
        cut = text.rfind("\n", start + 1, limit) if limit < len(text) else len(text)
        start = cut + 1 if cut > start else limit


def _is_statement(text: str, quotation: Quotation) -> bool:
    return len(text[quotation.start : quotation.end].split()) >= _SHORTEST_QUOTATION


def _names(doc: Doc, offset: int) -> Iterator[NamedSpan]:
    for entity in doc.ents:
        kind = _TYPES.get(entity.label_)
        if kind:
            yield NamedSpan(offset + entity.start_char, offset + entity.end_char, kind, _SCORE)


def _find_pieces(doc: Doc, offset: int, quoted: list[Quotation]) -> Iterator[Piece]:
    """Yield the sources and cues of one stretch, and the contents that are not quoted."""
    quotes = [(q.start - offset, q.end - offset) for q in quoted]
    for token in doc:
        if any(start <= token.idx < end for start, end in quotes):
            continue
        if token.lower_ == "according":
            found = _read_according(token)
        elif token.lemma_.lower() in _CUE_LEMMAS and token.pos_ == "VERB":
            found = _read_verb(token)
        else:
            continue
        for part, span in found:
            yield Piece(offset + span.start_char, offset + span.end_char, part, _SCORE)


def _read_verb(verb: Token) -> Iterator[tuple[Part, Span]]:
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    clause = next((child for child in verb.children if child.dep_ in _CLAUSES), None)
    yield "cue", _cue(verb)
    if subject is not None:
        yield "source", _subtree(subject)
    if clause is not None:
        content = _subtree(clause)
        if verb not in content and (subject is None or subject not in content):
            yield "content", content


def _cue(verb: Token) -> Span:
    helpers = [c.i for c in verb.children if c.dep_ in _HELPERS and c.i < verb.i]
    return verb.doc[min([*helpers, verb.i]) : verb.i + 1]


def _read_according(token: Token) -> Iterator[tuple[Part, Span]]:
    """Read "according to SOURCE, CONTENT" and "CONTENT, according to SOURCE"."""
    to = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if to is None or to.lower_ != "to":
        return
    source = next((child for child in to.children if child.dep_ == "pobj"), None)
    yield "cue", token.doc[token.i : to.i + 1]
    if source is None:
        return
    named = _subtree(source)
    yield "source", named
    sentence = token.sent
    if token.i - sentence.start > 1:
        yield "content", _trim(token.doc[sentence.start : token.i])
    elif named.end < sentence.end:
        yield "content", _trim(token.doc[named.end : sentence.end])


def _subtree(token: Token) -> Span:
    return _trim(token.doc[token.left_edge.i : token.right_edge.i + 1])


def _trim(span: Span) -> Span:
    """Return the span without commas, full stops and white space at its ends."""
    start, end = span.start, span.end
    while start < end - 1 and (span.doc[start].text in {",", ";"} or span.doc[start].is_space):
        start += 1
    while end - 1 > start and (
        span.doc[end - 1].text in {",", ".", ";"} or span.doc[end - 1].is_space
    ):
        end -= 1
    return span.doc[start:end]


def _flat(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces without overlaps: cues first, then sources, then contents."""
    order = ("cue", "source", "content")
    kept: list[Piece] = []
    taken: set[int] = set()
    for piece in sorted(pieces, key=lambda p: (order.index(p.part), p.start - p.end, p.start)):
        places = range(piece.start, piece.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(piece)
    return kept
