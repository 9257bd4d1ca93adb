"""What a night leaves for the next one to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from warehouse import state
from warehouse.write import commit_night

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def test_a_run_is_finished_once_it_is_committed(warehouse, newsroom):
    assert not state.is_finished(warehouse, "nightly-2026-03-02")
    commit_night(warehouse, newsroom.make_night(MONDAY))
    assert state.is_finished(warehouse, "nightly-2026-03-02")


def test_known_versions_are_the_newest_of_the_outlets_asked_for(warehouse, newsroom):
    old, other = newsroom.Story(), newsroom.Story(source="wire", slug="other")
    new = replace(old, title="Talks pause in Calder")
    commit_night(warehouse, newsroom.make_night(MONDAY, [old, other]))
    second = newsroom.make_night(TUESDAY, [new])
    commit_night(warehouse, second)
    (article,) = next(rows for table, rows in second.items() if table.name == "articles")
    known = state.known_versions(warehouse, ["harbour-times"])
    assert known == {article.article_id: article.content_hash}
    assert len(state.known_versions(warehouse, ["harbour-times", "wire"])) == 2
    assert state.known_versions(warehouse, []) == {}


def test_recent_signatures_are_the_newest_since_that_night(warehouse, newsroom):
    old = newsroom.Story(slug="old", text="Ana Reyes left Calder.", sayings=())
    commit_night(warehouse, newsroom.make_night(MONDAY, [old]))
    commit_night(warehouse, newsroom.make_night(TUESDAY, [newsroom.Story(same_as="wire story")]))
    (known,) = state.recent_signatures(warehouse, TUESDAY)
    assert known.text_signature == f"of {newsroom.Story().text}"
    assert known.duplicate_group_id == "wire story"
    assert len(list(state.recent_signatures(warehouse, MONDAY))) == 2


def test_a_text_that_became_too_short_to_compare_is_no_longer_compared(warehouse, newsroom):
    story = newsroom.Story(names=(), sayings=())
    commit_night(warehouse, newsroom.make_night(MONDAY, [story]))
    commit_night(warehouse, newsroom.make_night(TUESDAY, [replace(story, text="")]))
    assert list(state.recent_signatures(warehouse, MONDAY)) == []


def test_other_queries_may_run_while_recent_signatures_are_read(warehouse, newsroom):
    stories = [newsroom.Story(slug=f"{n}") for n in range(3)]
    commit_night(warehouse, newsroom.make_night(MONDAY, stories))
    finished = [
        state.is_finished(warehouse, "nightly-2026-03-02")
        for _ in state.recent_signatures(warehouse, MONDAY)
    ]
    assert finished == [True, True, True]


def test_known_entities_give_name_and_type(warehouse, newsroom):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    assert set(state.known_entities(warehouse).values()) == {
        ("Ana Reyes", "person"),
        ("Calder", "place"),
    }
