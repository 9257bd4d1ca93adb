"""Nights of a small invented newsroom, with offsets that slice, for every warehouse test."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.connect import Location, Warehouse, open_warehouse
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, FETCHES, MENTIONS, RUNS, SOURCES, Table
from warehouse.tables.articles import ArticleRow
from warehouse.tables.claims import ClaimRow
from warehouse.tables.contract import Span
from warehouse.tables.entities import EntityRow
from warehouse.tables.fetches import Fetch
from warehouse.tables.mentions import MentionRow
from warehouse.tables.runs import RunRow
from warehouse.tables.sources import SourceRow

Night = dict[Table, list[Any]]


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A statement in a story: its words, source and cue as the text writes them."""

    words: str
    speaker: str
    cue: str = "said"
    role: str | None = None
    certainty: str = "certain"
    is_negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a newsroom printed; names and sayings are found in the text, which must hold them."""

    source: str = "harbour-times"
    slug: str = "talks"
    title: str = "Talks resume in Calder"
    text: str = "“We will talk,” said Ana Reyes, the envoy. Rain fell on Calder."
    names: tuple[tuple[str, str], ...] = (("Ana Reyes", "person"), ("Calder", "place"))
    sayings: tuple[Saying, ...] = (
        Saying(words="We will talk,", speaker="Ana Reyes", role="the envoy"),
    )
    published_at: datetime | None = None
    same_as: str | None = None


def digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def make_night(
    night_date: date, stories: Sequence[Story] = (Story(),), others: Sequence[Fetch] = ()
) -> Night:
    """All rows of one finished night that kept these stories; `others` are further fetches."""
    run = {"run_id": f"nightly-{night_date}", "night_date": night_date}
    night: Night = {SOURCES: [], FETCHES: list(others), ARTICLES: []}
    night |= {MENTIONS: [], ENTITIES: [], CLAIMS: []}
    for story in stories:
        _add_story(night, story, run)
    names = {name for story in stories for name in story.names}
    night[ENTITIES] = [_entity(name, type_, run) for name, type_ in sorted(names)]
    outlets = {row.source_id for row in (*night[ARTICLES], *night[FETCHES])}
    night[SOURCES] = [_source(outlet, run) for outlet in sorted(outlets)]
    night[RUNS] = [_run(night, run)]
    return night


def make_fetch(night_date: date, url: str, outcome: str, **values: Any) -> Fetch:
    """A fetch of that night that ended in `outcome`."""
    row: dict[str, Any] = {
        "fetch_id": digest(night_date, url), "run_id": f"nightly-{night_date}",
        "night_date": night_date, "source_id": "harbour-times", "url": url, "resource": "page",
        "listed_in": None, "requested_at": at(night_date), "final_url": url, "status_code": 200,
        "content_type": "text/html", "body_bytes": 900, "elapsed_ms": 5, "attempts": 1,
        "etag": None, "last_modified": None, "payload_digest": digest(url, "body"),
        "archive_file": None, "archive_offset": None, "archive_length": None, "outcome": outcome,
        "reason": None if outcome in {"kept", "listed", "unchanged"} else "no article on the page",
        "article_id": None,
    }  # fmt: skip
    return Fetch(**(row | values))


def at(night_date: date, hour: int = 3) -> datetime:
    return datetime(night_date.year, night_date.month, night_date.day, hour, tzinfo=UTC)


def _add_story(night: Night, story: Story, run: dict[str, Any]) -> None:
    url = f"https://{story.source}.example/{story.slug}"
    article_id = digest(url)
    content_hash = digest(story.title, story.text)
    version = {
        "article_id": article_id, "article_version_id": digest(article_id, content_hash), **run
    }  # fmt: skip
    fetch = make_fetch(
        run["night_date"], url, "kept", source_id=story.source, article_id=article_id
    )
    night[FETCHES].append(fetch)
    night[ARTICLES].append(
        ArticleRow(
            source_id=story.source, fetch_id=fetch.fetch_id, url=url, canonical_url=url,
            kind="article", title=story.title, authors=("Mo Vance",), agency=None,
            published_at=story.published_at, published_date=run["night_date"], modified_at=None,
            language="en", site_name=None, section=None, image_url=None, text=story.text,
            text_chars=len(story.text), content_hash=content_hash,
            duplicate_group_id=story.same_as or article_id, extractor="hand@1",
            text_signature=f"of {story.text}" if story.text else None,
            annotation_outcome="annotated", **version,
        )
    )  # fmt: skip
    for name, type_ in story.names:
        start = story.text.index(name)
        night[MENTIONS].append(
            MentionRow(
                mention_id=digest(version["article_version_id"], start, type_),
                entity_id=digest(name, type_), start_char=start, end_char=start + len(name),
                text=name, type=type_, model="hand@1", **version,
            )
        )  # fmt: skip
    for saying in story.sayings:
        night[CLAIMS].append(_claim(story, saying, version))


def _claim(story: Story, saying: Saying, version: dict[str, Any]) -> ClaimRow:
    content, cue, claimant = (
        Span(start, start + len(words))
        for words in (saying.words, saying.cue, saying.speaker)
        for start in (story.text.index(words),)
    )
    return ClaimRow(
        claim_id=digest(version["article_version_id"], content, cue), kind="direct",
        claimant=(claimant,), claimant_name=saying.speaker, claimant_role=saying.role,
        entity_id=digest(saying.speaker, "person"), cue=(cue,), content=(content,),
        text=saying.words, is_negated=saying.is_negated, certainty=saying.certainty,
        check_worthiness=None, confidence=0.9, model="hand@1", **version,
    )  # fmt: skip


def _entity(name: str, type_: str, run: dict[str, Any]) -> EntityRow:
    return EntityRow(
        entity_id=digest(name, type_), name=name, type=type_, geonames_id=None, iso_country=None,
        wikidata_id=None, **run,
    )  # fmt: skip


def _source(source_id: str, run: dict[str, Any]) -> SourceRow:
    return SourceRow(
        source_id=source_id, config_hash="1", name=source_id.replace("-", " ").title(),
        home_url=None, language="en", country=None, time_zone=None, listings=("feed",), **run,
    )  # fmt: skip


def _run(night: Night, run: dict[str, Any]) -> RunRow:
    def count(outcome: str) -> int:
        return sum(fetch.outcome == outcome for fetch in night[FETCHES])

    return RunRow(
        flow="nightly", started_at=at(run["night_date"], 2), finished_at=at(run["night_date"], 4),
        outcome="finished", urls_tried=len(night[FETCHES]), articles_kept=len(night[ARTICLES]),
        urls_unchanged=count("unchanged"), urls_rejected=count("rejected"),
        urls_failed=count("failed"), urls_skipped=count("skipped"),
        mentions_found=len(night[MENTIONS]), claims_found=len(night[CLAIMS]), fetch_s=1.0,
        extract_s=1.0, annotate_s=1.0, config_hash="1", dateline_version="0", annotator="hand@1",
        **run,
    )  # fmt: skip


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse laid out and closed: copying it is four times as fast as making one."""
    directory = tmp_path_factory.mktemp("empty") / "warehouse"
    with open_warehouse(Location.under(directory)):
        return directory


@pytest.fixture
def location(tmp_path: Path, empty_warehouse: Path) -> Location:
    """A warehouse of the test's own, laid out and empty."""
    shutil.copytree(empty_warehouse, tmp_path / "warehouse")
    return Location.under(tmp_path / "warehouse")


@pytest.fixture
def warehouse(location: Location) -> Iterator[Warehouse]:
    with open_warehouse(location) as opened:
        yield opened


@pytest.fixture(scope="module")
def untouched(empty_warehouse: Path) -> Iterator[Warehouse]:
    """One warehouse for all tests of a module that must leave it empty."""
    with open_warehouse(Location.under(empty_warehouse)) as opened:
        yield opened


@pytest.fixture
def rows_of(warehouse: Warehouse) -> Callable[..., list[dict[str, Any]]]:
    """Runs a query on the test's warehouse: its rows as dictionaries."""

    def ask(sql: str, *values: object) -> list[dict[str, Any]]:
        return warehouse.connection.execute(sql, list(values)).to_arrow_table().to_pylist()

    return ask


@pytest.fixture(scope="session")
def newsroom() -> type[Newsroom]:
    """The builders above, since test folders are no packages to import from."""
    return Newsroom


class Newsroom:
    Story, Saying = Story, Saying
    make_night, make_fetch, at = (
        staticmethod(make_night),
        staticmethod(make_fetch),
        staticmethod(at),
    )
