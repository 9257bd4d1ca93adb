"""What must come out of an article's page, computed from the marks set by hand in the article."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsroom.article import Article, ClaimNote, Mark
from newsroom.marks import is_mention

Span = tuple[int, int]


@dataclass(frozen=True)
class ExpectedMention:
    """A name at half-open character offsets of the text; `name` is its canonical form."""

    start: int
    end: int
    type: str
    name: str


@dataclass(frozen=True)
class ExpectedClaim:
    """One attributed claim; each part has the spans of its pieces, in order, maybe none."""

    kind: str
    claimant: str
    role: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    is_negated: bool
    certainty: str


@dataclass(frozen=True)
class Expectation:
    """What a right reading of one version of an article yields.

    Times carry the offset they were written with. `is_annotated` is false where mentions and
    claims were left unmarked (pages that are not in English), so that they prove nothing.
    """

    outlet: str
    slug: str
    night: int
    kind: str
    title: str
    authors: tuple[str, ...]
    agency: str
    published_at: datetime
    modified_at: datetime | None
    language: str
    text: str
    is_annotated: bool
    mentions: tuple[ExpectedMention, ...]
    claims: tuple[ExpectedClaim, ...]


def expect(article: Article) -> Expectation:
    """What must come out of `article`; mentions by offset, claims by their first piece."""
    text = article.text
    placed = list(_place_marks(article))
    mentions = tuple(
        ExpectedMention(start, end, mark.tag, mark.name or text[start:end])
        for mark, (start, end) in placed
        if is_mention(mark)
    )
    claims = sorted(
        (_expect_claim(note, placed) for note in article.claims), key=lambda claim: claim.content
    )
    return Expectation(
        outlet=article.outlet,
        slug=article.slug,
        night=article.night,
        kind=article.kind,
        title=article.headline,
        authors=article.authors,
        agency=article.agency,
        published_at=article.published_at,
        modified_at=article.modified_at,
        language=article.language,
        text=text,
        is_annotated=bool(mentions or claims),
        mentions=mentions,
        claims=tuple(claims),
    )


def _place_marks(article: Article) -> Iterator[tuple[Mark, Span]]:
    offset = 0
    for block in article.blocks:
        for mark in block.marks:
            yield mark, (offset + mark.start, offset + mark.end)
        offset += len(block.text) + len("\n\n")


def _expect_claim(note: ClaimNote, placed: list[tuple[Mark, Span]]) -> ExpectedClaim:
    def spans(part: str) -> tuple[Span, ...]:
        return tuple(
            span for mark, span in placed if mark.tag == part and note.claim_id in mark.claim_ids
        )

    return ExpectedClaim(
        kind=note.kind,
        claimant=note.claimant,
        role=note.role,
        source=spans("source"),
        cue=spans("cue"),
        content=spans("content"),
        is_negated=note.is_negated,
        certainty=note.certainty,
    )
