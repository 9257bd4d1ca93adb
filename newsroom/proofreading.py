"""Hints for the writer of an article: what is allowed but looks like a slip of the marker."""

import re
from collections.abc import Iterator
from typing import Final

from newsroom.article import Article, Problem
from newsroom.expectations import Expectation, ExpectedClaim, Span, expect

_QUOTATION: Final = re.compile(r"“[^“”\n]{25,}”|\"[^\"\n]{25,}\"|(?<!\w)‘[^‘\n]{25,}?’(?!\w)")
_OPENING_QUOTES: Final = '“"‘'


def find_hints(article: Article) -> list[Problem]:
    """What a proofreader should look at; an article may be right and still have hints."""
    expected = expect(article)
    if not expected.is_annotated:
        return []
    found = [
        *_find_unmarked_names(expected),
        *_find_unmarked_quotations(expected),
        *(hint for claim in expected.claims for hint in _find_claim_hints(claim, expected)),
    ]
    return [Problem(article.path, _line_at(article, start), text) for start, text in sorted(found)]


def _line_at(article: Article, offset: int) -> int:
    for block in article.blocks:
        if offset <= len(block.text):
            return block.line
        offset -= len(block.text) + len("\n\n")
    return 1


def _find_unmarked_names(expected: Expectation) -> Iterator[tuple[int, str]]:
    marked = [(mention.start, mention.end) for mention in expected.mentions]
    surfaces = {expected.text[start:end] for start, end in marked}
    surfaces |= {mention.name for mention in expected.mentions}
    for surface in sorted(surfaces):
        if surface[:1].islower() or len(surface) < 3:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", expected.text):
            if not any(_overlaps(match.span(), span) for span in marked):
                yield match.start(), f"{surface!r} is a name elsewhere and unmarked here"


def _find_unmarked_quotations(expected: Expectation) -> Iterator[tuple[int, str]]:
    contents = [span for claim in expected.claims for span in claim.content]
    for match in _QUOTATION.finditer(expected.text):
        if not any(_overlaps(match.span(), span) for span in contents):
            yield match.start(), f"quotation outside of any <content>: {match.group()[:40]}…"


def _find_claim_hints(claim: ExpectedClaim, expected: Expectation) -> Iterator[tuple[int, str]]:
    start, end = claim.content[0]
    opening = expected.text[start:end][:40]
    is_quoted = opening[:1] in _OPENING_QUOTES
    if claim.kind == "direct" and not is_quoted:
        yield start, f"direct, but the content does not open with a quotation mark: {opening}"
    if claim.kind == "indirect" and is_quoted and expected.text[end - 1] in '”"’':
        yield start, f"indirect, but the content is a quotation: {opening}"
    if not claim.cue:
        yield start, f"claim without a cue: {opening}"
    if claim.claimant and not claim.source:
        yield start, f"claim has a claimant but no <source>: {opening}"
    names = {mention.name for mention in expected.mentions}
    if claim.claimant and claim.claimant not in names:
        yield start, f"claimant {claim.claimant!r} is the name of no mention"
    if claim.role and claim.role.casefold() not in expected.text.casefold():
        yield start, f"role {claim.role!r} does not stand in the text"
    inside = [_inside(span, part) for span in claim.source for part in claim.content]
    if any(inside):
        yield start, f"source stands inside its own content: {opening}"


def _overlaps(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
