"""Seconds to commit a night of 500 articles, 15,000 mentions and 3,000 claims, and to query many.

    python tests/speed/bench_warehouse.py [nights]

Figures are printed, never asserted: they depend on the machine. A row of `hash` ids is as long and
as random as the real ones, since ids are most of what a table's files hold.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from warehouse.connect import Location, Warehouse, open_warehouse
from warehouse.histories import known_listings
from warehouse.state import known_versions, recent_signatures
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, FETCHES, MENTIONS, RUNS, SOURCES, Table
from warehouse.tables.articles import ArticleRow
from warehouse.tables.claims import ClaimRow
from warehouse.tables.contract import Span
from warehouse.tables.entities import EntityRow
from warehouse.tables.fetches import Fetch
from warehouse.tables.mentions import MentionRow
from warehouse.tables.runs import RunRow
from warehouse.tables.sources import SourceRow
from warehouse.write import commit_night

ARTICLES_PER_NIGHT, MENTIONS_PER_ARTICLE, CLAIMS_PER_ARTICLE = 500, 30, 6
SOURCES_ON_RECORD, NAMES = 25, 20_000
WORDS = (
    "talks",
    "ceasefire",
    "minister",
    "river",
    "court",
    "bank",
    "vote",
    "strike",
    "harvest",
    "envoy",
)
QUERIES = {
    "latest articles, counted": "SELECT count(*) FROM latest_articles",
    "who said most": "SELECT speaker, count(*) AS n FROM who_said_what GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
    "one speaker": "FROM speaker('name 17')",
    "one entity by day": "SELECT * FROM entity_days WHERE entity = 'name 17' ORDER BY day",
    "a night's mentions": "SELECT type, count(*) FROM mentions WHERE night_date = '2026-01-03' GROUP BY 1",
    "source health": "SELECT * FROM source_health WHERE night_date >= '2026-01-02'",
    "words in texts": "SELECT count(*) FROM latest_articles WHERE text ILIKE '%harvest envoy%'",
}


def digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def make_night(n: int, chance: random.Random) -> dict[Table, list[object]]:
    night = date(2026, 1, 1) + timedelta(days=n)
    at = datetime(night.year, night.month, night.day, 3, tzinfo=UTC)
    run = {"run_id": f"nightly-{night}", "night_date": night}
    rows: dict[Table, list[object]] = {t: [] for t in (ARTICLES, CLAIMS, FETCHES, MENTIONS)}
    for a in range(ARTICLES_PER_NIGHT):
        source = f"outlet-{a % SOURCES_ON_RECORD}"
        url = f"https://{source}.example/{night}/story-{a}"
        text = " ".join(chance.choices(WORDS, k=550))
        article, version = digest(url), digest(url, text)
        ids = {"article_id": article, "article_version_id": version, **run}
        rows[FETCHES].append(
            Fetch(fetch_id=digest("f", url), source_id=source, url=url, resource="page", **run,
                  listed_in=f"https://{source}.example/feed", requested_at=at, final_url=url,
                  status_code=200, content_type="text/html", body_bytes=80_000, elapsed_ms=90,
                  attempts=1, etag=digest("e", url), last_modified=None,
                  payload_digest=digest("p", url), archive_file="a.warc.gz", archive_offset=a,
                  archive_length=9, outcome="kept", reason=None, article_id=article)
        )  # fmt: skip
        rows[ARTICLES].append(
            ArticleRow(source_id=source, fetch_id=digest("f", url), url=url, canonical_url=url,
                       kind="article", title=text[:60], authors=("A. Writer",), agency=None,
                       published_at=at, published_date=night, modified_at=None, language="en",
                       site_name=source, section=None, image_url=None, text=text,
                       text_chars=len(text), content_hash=digest(text),
                       duplicate_group_id=article, extractor="x@1", text_signature=digest(text) * 16,
                       annotation_outcome="annotated", **ids)
        )  # fmt: skip
        for m in range(MENTIONS_PER_ARTICLE):
            start, name = m * 100, min(int(chance.expovariate(0.002)), NAMES - 1)
            rows[MENTIONS].append(
                MentionRow(mention_id=digest("m", version, start), entity_id=digest("e", name),
                           start_char=start, end_char=start + 7, text=text[start : start + 7],
                           type="person", model="m@1", **ids)
            )  # fmt: skip
        for c in range(CLAIMS_PER_ARTICLE):
            start, name = c * 400, min(int(chance.expovariate(0.002)), NAMES - 1)
            rows[CLAIMS].append(
                ClaimRow(claim_id=digest("c", version, start), kind="direct",
                         claimant=(Span(start, start + 9),), claimant_name=f"name {name}",
                         claimant_role="minister", entity_id=digest("e", name),
                         cue=(Span(start + 10, start + 14),),
                         content=(Span(start + 20, start + 120),),
                         text=text[start + 20 : start + 120], is_negated=False,
                         certainty="certain", check_worthiness=None, confidence=0.9,
                         model="m@1", **ids)
            )  # fmt: skip
    rows[ENTITIES] = [
        EntityRow(entity_id=e, name=f"name {n}", type="person", geonames_id=None,
                  iso_country=None, wikidata_id=None, **run)
        for n in range(NAMES // 10) if (e := digest("e", n))
    ]  # fmt: skip
    rows[SOURCES] = [
        SourceRow(source_id=f"outlet-{s}", config_hash="1", name=f"Outlet {s}", home_url=None,
                  language="en", country=None, time_zone=None, listings=("feed",), **run)
        for s in range(SOURCES_ON_RECORD)
    ]  # fmt: skip
    rows[RUNS] = [
        RunRow(flow="nightly", started_at=at, finished_at=at, outcome="finished",
               urls_tried=ARTICLES_PER_NIGHT, articles_kept=ARTICLES_PER_NIGHT, urls_unchanged=0,
               urls_rejected=0, urls_failed=0, urls_skipped=0,
               mentions_found=len(rows[MENTIONS]), claims_found=len(rows[CLAIMS]), fetch_s=1.0,
               extract_s=1.0, annotate_s=1.0, config_hash="1", dateline_version="0",
               annotator="m@1", **run)
    ]  # fmt: skip
    return rows


def timed(label: str, started: float) -> None:
    print(f"{label:40} {time.perf_counter() - started:7.3f} s")


def commit_nights(location: Location, nights: int) -> None:
    chance = random.Random(7)
    with open_warehouse(location) as warehouse:
        for n in range(nights):
            rows = make_night(n, chance)
            started = time.perf_counter()
            commit_night(warehouse, rows)
            if n in {0, 1, nights // 2, nights - 1}:
                timed(f"commit night {n + 1}", started)


def query_all(warehouse: Warehouse) -> None:
    for label, query in QUERIES.items():
        started = time.perf_counter()
        warehouse.connection.execute(query).to_arrow_table()
        timed(label, started)
    for label, read in {
        "known_versions": lambda: known_versions(warehouse, ["outlet-1"]),
        "known_listings": lambda: known_listings(warehouse, "outlet-1"),
        "recent_signatures, all": lambda: sum(
            1 for _ in recent_signatures(warehouse, date(2026, 1, 1))
        ),
    }.items():
        started = time.perf_counter()
        read()
        timed(label, started)


def main(nights: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = Location.under(Path(folder))
        commit_nights(location, nights)
        files = [f for f in Path(folder).rglob("*") if f.is_file()]
        print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB")
        started = time.perf_counter()
        with open_warehouse(location, read_only=True) as warehouse:
            timed("open for reading", started)
            query_all(warehouse)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
