"""New readings of articles in the place of old ones: all of them at once, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from warehouse.check import run_checks
from warehouse.errors import WarehouseError
from warehouse.reannotation import (
    collected_runs,
    replace_rows,
    stored_articles,
    stored_pages,
    versions_before,
)
from warehouse.tables import ARTICLES, CLAIMS, ENTITIES, MENTIONS, RUNS
from warehouse.write import commit_night

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
RUN = f"nightly-{MONDAY}"
ALWAYS = (date.min, date.max)


@pytest.fixture
def again(warehouse, newsroom):
    """Monday's rows, committed, and what a second reading of its one article would put there."""
    night = newsroom.make_night(MONDAY)
    commit_night(warehouse, night)
    (collected,) = night[RUNS]
    run = replace(
        collected,
        run_id=f"{RUN}-reannotated-1",
        flow="reannotate",
        finished_at=collected.finished_at + timedelta(hours=1),
        urls_tried=0,
        articles_kept=0,
        annotator="hand@2",
        mentions_found=1,
        claims_found=1,
    )
    rows = {
        ARTICLES: [replace(a, annotator="hand@2") for a in night[ARTICLES]],
        MENTIONS: [replace(m, run_id=run.run_id, model="hand@2") for m in night[MENTIONS][:1]],
        ENTITIES: [replace(e, run_id=run.run_id) for e in night[ENTITIES]],
        CLAIMS: [replace(c, run_id=run.run_id, model="hand@2") for c in night[CLAIMS]],
    }
    return run, rows, [a.article_version_id for a in night[ARTICLES]]


def put(warehouse, again):
    run, rows, versions = again
    return replace_rows(warehouse, run, rows, articles_gone=versions, annotations_gone=versions)


def test_new_rows_stand_in_the_place_of_the_old_and_every_check_passes(warehouse, rows_of, again):
    assert put(warehouse, again)
    assert rows_of("SELECT DISTINCT model, run_id FROM mentions") == [
        {"model": "hand@2", "run_id": f"{RUN}-reannotated-1"}
    ]
    assert rows_of("SELECT count(*) AS n FROM mentions") == [{"n": 1}]  # the second found fewer
    assert rows_of("SELECT run_id, annotator FROM articles") == [
        {"run_id": RUN, "annotator": "hand@2"}
    ]
    results = run_checks(warehouse, checked_at=again[0].finished_at)
    assert [r.check_name for r in results if r.violations and r.severity == "fail"] == []


def test_a_reannotation_that_is_there_already_is_not_written_again(warehouse, rows_of, again):
    assert put(warehouse, again)
    before = rows_of("SELECT * FROM runs ORDER BY run_id")
    assert not put(warehouse, again)
    assert rows_of("SELECT * FROM runs ORDER BY run_id") == before


def test_rows_that_break_their_contract_leave_the_old_ones_standing(warehouse, rows_of, again):
    run, rows, versions = again
    broken = rows | {CLAIMS: [replace(c, confidence=float("nan")) for c in rows[CLAIMS]]}
    with pytest.raises(WarehouseError, match="confidence"):
        put(warehouse, (run, broken, versions))
    assert rows_of("SELECT DISTINCT model FROM claims") == [{"model": "hand@1"}]
    assert rows_of("SELECT count(*) AS n FROM runs") == [{"n": 1}]


def test_a_run_counts_wrong_still_fails_when_nothing_was_done_again(warehouse, again):
    warehouse.connection.execute("DELETE FROM claims")
    results = run_checks(warehouse, RUN, checked_at=again[0].finished_at)
    assert {r.check_name: r.violations for r in results}["run_counts_equal_rows"] == 1


def test_articles_are_outdated_until_the_model_has_read_them(warehouse, again):
    def runs(annotator, extractor=None, source_id=None):
        values = {"annotator": annotator, "extractor": extractor, "source_id": source_id}
        return collected_runs(warehouse, *ALWAYS, **values)

    (run,) = runs("hand@2")
    assert (run.run_id, run.articles, run.outdated, run.annotators) == (RUN, 1, 1, ["hand@1"])
    assert (run.times_redone, runs("hand@1")[0].outdated) == (0, 0)
    put(warehouse, again)
    (run,) = runs("hand@2")
    assert (run.outdated, run.annotators, run.times_redone) == (0, ["hand@2"], 1)
    assert runs("hand@2", extractor="hand@2")[0].outdated == 1
    assert runs("hand@2", source_id="nobody") == []


def test_stored_articles_and_pages_come_back_as_the_records_they_were(warehouse, newsroom, again):
    article = newsroom.make_night(MONDAY)[ARTICLES][0]
    stored = stored_articles(warehouse, RUN, source_id=None, other_than=None)
    assert stored == [replace(article, annotator="hand@1")]  # that of its run
    assert stored_articles(warehouse, RUN, source_id=None, other_than="hand@1") == []
    assert stored_pages(warehouse, RUN, source_id=None) == []  # nothing was archived


def test_only_earlier_nights_say_what_was_known(warehouse, again):
    assert versions_before(warehouse, ["harbour-times"], MONDAY) == {}
    assert len(versions_before(warehouse, ["harbour-times"], TUESDAY)) == 1
