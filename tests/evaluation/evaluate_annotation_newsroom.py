"""Measures annotation on the demo newsroom's articles, whose marks were set by hand.

    python tests/evaluation/evaluate_annotation_newsroom.py [--model NAME] [--show PART]

Mentions are right with exact offsets and type, names with the canonical name besides. A relation
is right as in evaluate_claims.py. The fields of a claim (name, role, kind, negation, certainty)
are measured over the claims whose content is right.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evaluate_claims import agree, overlap

from newsroom.articles import load_versions
from newsroom.expectations import Expectation, ExpectedClaim, expect
from tasks.annotation.annotation import Annotation, Claim
from tasks.annotation.annotator import Annotator, load_annotator

_ENOUGH = 0.5
FIELDS = ("speaker", "name", "role", "kind", "negation", "certainty")


@dataclass
class Count:
    """Counts over articles, and what was wrong, for reading."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return F1 of mentions, names and relations, and the shares of right fields, per cent."""
        result = {
            f"{part} F1": 200 * self.right[part] / max(1, self.found[part] + self.marked[part])
            for part in ("mention span", "mention", "mention name", "content", "relation")
        }
        for part in FIELDS:
            result[part] = 100 * self.right[part] / max(1, self.right["content"])
        return result


def measure(annotator: Annotator) -> Count:
    """Return the counts of an annotator over every annotated version of every article."""
    count = Count()
    for expectation in _expectations():
        annotation = annotator.annotate_text(expectation.text, language=expectation.language)
        _count_mentions(expectation, annotation, count)
        _count_claims(expectation, annotation, count)
    return count


def _expectations() -> Iterator[Expectation]:
    for article in load_versions():
        expectation = expect(article)
        if expectation.is_annotated:
            yield expectation


def _count_mentions(expectation: Expectation, annotation: Annotation, count: Count) -> None:
    names = {entity.key: entity.name for entity in annotation.entities}
    marked = {(m.start, m.end, m.type, m.name) for m in expectation.mentions}
    found = {(m.start, m.end, m.type, names[m.entity]) for m in annotation.mentions}
    for part, width in (("mention span", 2), ("mention", 3), ("mention name", 4)):
        ours, theirs = {f[:width] for f in found}, {m[:width] for m in marked}
        count.found[part] += len(ours)
        count.marked[part] += len(theirs)
        count.right[part] += len(ours & theirs)
    for start, end, *rest in sorted(found ^ marked):
        sign = "marked" if (start, end, *rest) in marked else "found"
        shown = f"{sign:6} {expectation.text[start:end]!r} {rest}"
        count.misses.append(("mention", expectation.slug, shown))


def _count_claims(expectation: Expectation, annotation: Annotation, count: Count) -> None:
    for part in ("content", "relation"):
        count.found[part] += len(annotation.claims)
        count.marked[part] += len(expectation.claims)
    left = list(expectation.claims)
    for claim in annotation.claims:
        marked = max(left, key=lambda other: _fit(claim, other), default=None)
        if marked is None or overlap(claim.content, marked.content) < _ENOUGH:
            _note(count, "found", expectation, claim.claimant, claim.content)
            continue
        left.remove(marked)
        count.right["content"] += 1
        count.right["relation"] += agree(claim.claimant, marked.source)
        _count_fields(expectation, claim, marked, count)
    for marked in left:
        _note(count, "marked", expectation, marked.source, marked.content)


def _fit(claim: Claim, marked: ExpectedClaim) -> tuple[float, bool]:
    return overlap(claim.content, marked.content), agree(claim.claimant, marked.source)


def _count_fields(
    expectation: Expectation, claim: Claim, marked: ExpectedClaim, count: Count
) -> None:
    pairs = {
        "speaker": (agree(claim.claimant, marked.source), True),
        "name": (claim.claimant_name or "", marked.claimant),
        "role": ((claim.claimant_role or "").lower(), marked.role.lower()),
        "kind": (claim.kind, marked.kind),
        "negation": (claim.is_negated, marked.is_negated),
        "certainty": (claim.certainty, marked.certainty),
    }
    for part, (ours, theirs) in pairs.items():
        count.right[part] += ours == theirs
        if ours != theirs:
            shown = f"{ours!r} for {theirs!r} in {claim.text[:90]!r}"
            count.misses.append((part, expectation.slug, shown))


def _note(
    count: Count,
    sign: str,
    expectation: Expectation,
    source: Sequence[tuple[int, int]],
    content: Sequence[tuple[int, int]],
) -> None:
    def cut(spans: Sequence[tuple[int, int]]) -> str:
        return " … ".join(expectation.text[start:end] for start, end in spans)[:90]

    count.misses.append(("claim", expectation.slug, f"{sign:6} {cut(source)!r} {cut(content)!r}"))


def main() -> None:
    """Print the figures, one a line, and the misses of one part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="default", help="annotator's name or directory")
    parser.add_argument("--show", help=f"mention, claim or one of {', '.join(FIELDS)}")
    options = parser.parse_args()
    count = measure(load_annotator(options.model))
    for part, slug, shown in count.misses:
        if part == options.show:
            print(f"{slug}: {shown}")
    for name, figure in count.figures().items():
        print(f"{name:18} {figure:5.1f}")


if __name__ == "__main__":
    main()
