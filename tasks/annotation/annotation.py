"""The records of an annotated text, as `dateline annotate` prints them.

Offsets are half-open and count characters (code points) of the annotated text.
"""

from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]

ANNOTATED: Final = "annotated"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at an offset; `entity` is the key of the entity that it stands for."""

    start: int
    end: int
    text: str
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class Links:
    """Identifiers in public tables; each is null where no shipped table has the name."""

    geonames: int | None = None
    iso: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place or other named thing of a text: its fullest name, and its other names."""

    key: str
    name: str
    type: str
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    links: Links


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that the text attributes, with the spans of source, cue and content.

    `claimant` and `claimant_name` are empty and null for a source that is not there or not named,
    `cue` is empty where only quotation marks attribute. `certainty` is certain, probable,
    possible, or unknown where the source withholds; `confidence` is the annotator's, 0 to 1.
    """

    kind: str
    claimant: tuple[Span, ...]
    claimant_name: str | None
    claimant_role: str | None
    entity: str | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    text: str
    is_negated: bool
    certainty: str
    check_worthiness: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Annotation:
    """What an annotator found in a text.

    `outcome` is "annotated", or says in one line why mentions and claims were left out.
    """

    language: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    model: str
    outcome: str

    @property
    def is_annotated(self) -> bool:
        """Whether mentions and claims were looked for, so that their absence means none."""
        return self.outcome == ANNOTATED
