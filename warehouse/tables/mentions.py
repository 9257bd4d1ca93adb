"""`mentions`: a name at an offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """One row is one name at one place in the text of one version of an article."""

    mention_id: str = column("Identity: version, offsets and type.")
    article_version_id: str = column("Version whose text the offsets slice.")
    article_id: str = column("Article of that version.")
    run_id: str = column("Run that wrote the row.")
    night_date: date = column("Night of that run.")
    entity_id: str = column("Entity the name stands for.")
    start_char: int = column("First character (code point) of the mention in the text.")
    end_char: int = column("One past its last character.")
    text: str = column("The mention: text[start_char:end_char].")
    type: str = column("person organization place group event product work law or other.")
    model: str = column("Annotation model, as id@revision.")


MENTIONS = define_table(
    "mentions",
    MentionRow,
    meaning="Names at offsets of article texts.",
    key=("mention_id",),
    partition="night_date",
    sort=("entity_id", "article_version_id", "start_char"),
)
