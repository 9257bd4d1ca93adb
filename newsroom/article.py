"""The records of an article as written: its text in blocks, its hand-set marks, its claims."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

MENTION_TYPES: Final = frozenset(
    {"person", "organization", "place", "group", "event", "product", "work", "law", "other"}
)
CLAIM_PARTS: Final = frozenset({"source", "cue", "content"})


@dataclass(frozen=True)
class Mark:
    """One hand-set mark: half-open character offsets into the text of its block."""

    tag: str
    start: int
    end: int
    name: str | None
    claim_ids: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Block:
    """One paragraph or heading; `posted_at` is the time of the live-blog post it belongs to."""

    tag: str
    text: str
    marks: tuple[Mark, ...]
    line: int
    posted_at: datetime | None = None


@dataclass(frozen=True)
class ClaimNote:
    """What the writer noted about one claim; its spans are the marks that carry its id."""

    claim_id: str
    kind: str
    claimant: str
    role: str
    is_negated: bool
    certainty: str
    line: int


@dataclass(frozen=True)
class Article:
    """One article in one version, as written; times carry the offset they were written with."""

    path: Path
    outlet: str
    slug: str
    kind: str
    language: str
    published_at: datetime
    modified_at: datetime | None
    section: str
    night: int
    is_paid: bool
    headline: str
    standfirst: str
    authors: tuple[str, ...]
    agency: str
    caption: str
    blocks: tuple[Block, ...]
    claims: tuple[ClaimNote, ...]

    @property
    def text(self) -> str:
        """The blocks in order, joined by a blank line."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def changed_at(self) -> datetime:
        """When this version appeared: the time of its last change, or of publication."""
        return self.modified_at or self.published_at


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an article file."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}:{self.line}: {self.message}"


class ArticleError(ValueError):
    """Article files that break the format; its text names file and line of every problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
