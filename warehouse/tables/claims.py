"""`claims`: who said what, in whose words, how firmly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.tables.contract import Span, column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One row is one attributed statement in the text of one version of an article."""

    claim_id: str = column("Identity: version and offsets of content and cue.")
    article_version_id: str = column("Version whose text the offsets slice.")
    article_id: str = column("Article of that version.")
    run_id: str = column("Run that wrote the row.")
    night_date: date = column("Night of that run.")
    kind: str = column("direct (quotation), mixed (partly quoted) or indirect (reported).")
    claimant: tuple[Span, ...] = column("Where the text names the source; empty when it does not.")
    claimant_name: str | None = column("Canonical name of the source; null when unnamed.")
    claimant_role: str | None = column("Role as the text gives it; null when it gives none.")
    entity_id: str | None = column("Entity of the source; null when it is not a named one.")
    cue: tuple[Span, ...] = column("Words that attribute ('said'); empty when only marks do.")
    content: tuple[Span, ...] = column("What is attributed; several pieces when interrupted.")
    text: str = column("The content's pieces, joined by ' … '.")
    is_negated: bool = column("The source denies or negates the statement.")
    certainty: str = column("certain, probable, possible, or unknown when the source withholds.")
    check_worthiness: float | None = column("0 to 1, worth checking; null: model gives none.")
    confidence: float = column("0 to 1, how sure the model is of the claim as a whole.")
    model: str = column("Annotation model, as id@revision.")


CLAIMS = define_table(
    "claims",
    ClaimRow,
    meaning="Attributed statements: who said what, in whose words, how firmly.",
    key=("claim_id",),
    partition="night_date",
    sort=("entity_id", "article_version_id", "claim_id"),
)
