"""Given these nights, expect these rows: the views that analysts build on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from warehouse.queries import load_sql
from warehouse.report import report_night
from warehouse.tables import ARTICLES, FETCHES, RUNS
from warehouse.tables.articles import PostSpan
from warehouse.write import commit_night

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def test_latest_articles_shows_each_article_once_in_its_newest_version(
    warehouse, newsroom, rows_of
):
    old = newsroom.Story(title="Talks fail", text="Ana Reyes left Calder.", sayings=())
    new = replace(old, title="Talks paused")
    commit_night(warehouse, newsroom.make_night(TUESDAY, [new]))
    commit_night(warehouse, newsroom.make_night(MONDAY, [old]))
    assert rows_of("SELECT title, night_date, outlet, versions FROM latest_articles") == [
        {"title": "Talks paused", "night_date": TUESDAY, "outlet": "Harbour Times", "versions": 2}
    ]


def test_who_said_what_names_speaker_role_words_and_place(warehouse, newsroom, rows_of):
    story = newsroom.Story(published_at=newsroom.at(MONDAY, 1))
    commit_night(warehouse, newsroom.make_night(MONDAY, [story]))
    query = """
        SELECT speaker, role, said, cue, kind, certainty, is_negated, outlet, title, url,
            published_at, published_date, start_char
        FROM who_said_what
    """
    assert rows_of(query) == [
        {
            "speaker": "Ana Reyes",
            "role": "the envoy",
            "said": "We will talk,",
            "cue": "said",
            "kind": "direct",
            "certainty": "certain",
            "is_negated": False,
            "outlet": "Harbour Times",
            "title": "Talks resume in Calder",
            "url": "https://harbour-times.example/talks",
            "published_at": newsroom.at(MONDAY, 1),
            "published_date": MONDAY,
            "start_char": 1,
        }
    ]


def test_who_said_what_forgets_what_a_correction_took_out(warehouse, newsroom, rows_of):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    corrected = newsroom.Story(text="Ana Reyes and Calder made no comment.", sayings=())
    commit_night(warehouse, newsroom.make_night(TUESDAY, [corrected]))
    assert rows_of("FROM who_said_what") == []
    assert len(rows_of("FROM claims")) == 1


def test_cues_are_cut_by_code_points_not_bytes_or_graphemes(warehouse, newsroom, rows_of):
    text = "👩‍👩‍👧 e\u0301tat: “We will talk,” said Ana Reyes in Calder."
    commit_night(warehouse, newsroom.make_night(MONDAY, [newsroom.Story(text=text)]))
    assert rows_of("SELECT cue, start_char FROM who_said_what") == [
        {"cue": "said", "start_char": text.index("We")}
    ]


def test_speaker_finds_a_part_of_a_name(warehouse, newsroom, rows_of):
    commit_night(warehouse, newsroom.make_night(MONDAY))
    assert len(rows_of("FROM speaker('reyes')")) == 1
    assert rows_of("FROM speaker('someone else')") == []


def test_entity_days_counts_articles_stories_and_outlets(warehouse, newsroom, rows_of):
    text = "Calder waits. Calder hopes."
    wire = newsroom.Story(source="wire", text=text, names=(("Calder", "place"),), sayings=())
    copy = replace(wire, source="harbour-times", same_as="the wire's")
    own = replace(wire, source="harbour-times", slug="own")
    stories = [replace(wire, same_as="the wire's"), copy, own]
    commit_night(warehouse, newsroom.make_night(MONDAY, stories))
    assert rows_of("SELECT * EXCLUDE (entity_id) FROM entity_days") == [
        {
            "entity": "Calder",
            "type": "place",
            "day": MONDAY,
            "articles": 3,
            "stories": 2,
            "outlets": 2,
            "mentions": 3,
        }
    ]
    assert len(rows_of("FROM entity('calder')")) == 1


def test_source_health_says_what_came_of_every_url_and_why(warehouse, newsroom, rows_of):
    def fetch(day, slug, outcome, reason=None, **values):
        url = f"https://harbour-times.example/{slug}"
        return newsroom.make_fetch(day, url, outcome, reason=reason, **values)

    commit_night(warehouse, newsroom.make_night(MONDAY))
    others = [
        fetch(TUESDAY, "feed", "listed", resource="feed"),
        fetch(TUESDAY, "a", "failed", "timeout"),
        fetch(TUESDAY, "b", "failed", "timeout"),
        fetch(TUESDAY, "c", "rejected", "no article"),
        fetch(TUESDAY, "d", "skipped", "robots.txt"),
    ]
    commit_night(warehouse, newsroom.make_night(TUESDAY, [], others))
    again = [fetch(WEDNESDAY, "talks", "unchanged")]
    commit_night(warehouse, newsroom.make_night(WEDNESDAY, [], again))
    health = rows_of("SELECT * EXCLUDE (source_id) FROM source_health ORDER BY night_date")
    names = ["tried", "listed", "kept", "unchanged", "rejected", "failed", "skipped"]
    assert [[row[name] for name in names] for row in health] == [
        [1, 0, 1, 0, 0, 0, 0],
        [5, 1, 0, 0, 1, 2, 1],
        [1, 0, 0, 1, 0, 0, 0],
    ]
    assert [row["most_common_reason"] for row in health] == [None, "timeout", None]
    assert [row["last_success_date"] for row in health] == [MONDAY, MONDAY, WEDNESDAY]


def test_a_scan_of_one_night_reads_one_file(warehouse, newsroom):
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        commit_night(warehouse, newsroom.make_night(day, [newsroom.Story(slug=f"{day}")]))
    plan = warehouse.connection.execute(
        f"EXPLAIN ANALYZE SELECT text FROM articles WHERE night_date = '{TUESDAY}'"
    ).fetchall()
    assert "Total Files Read: 1" in plan[0][1]


def test_the_report_says_of_which_article_an_address_is_the_second(warehouse, newsroom):
    night = newsroom.make_night(MONDAY)
    (article,) = night[ARTICLES]
    reason = f"the same article as {article.url}"
    second = newsroom.make_fetch(
        MONDAY,
        f"{article.url}?from=home",
        "duplicate",
        reason=reason,
        article_id=article.article_id,
    )
    lost = newsroom.make_fetch(MONDAY, "https://wire.example/1", "failed", reason="status 500 (x)")
    night = newsroom.make_night(MONDAY, others=[second, lost])
    commit_night(warehouse, night)
    assert [line.what for line in report_night(warehouse, "nightly-2026-03-02").left_out] == [
        "duplicate: the same article as “Talks resume in Calder”",
        "failed: status 500",
    ]


def test_a_wire_story_is_one_story_with_its_carriers(warehouse, newsroom, rows_of):
    wire = newsroom.Story(source="wire", title="Talks resume", same_as="first")
    first = replace(wire, source="harbour-times", slug="first", title="Calder talks again")
    lead = newsroom.make_night(MONDAY, [first])
    (row,) = next(rows for table, rows in lead.items() if table.name == "articles")
    lead[ARTICLES] = [replace(row, duplicate_group_id=row.article_id, agency="Wire Desk")]
    copies = [
        replace(wire, same_as=row.article_id),
        replace(wire, slug="b", same_as=row.article_id),
    ]
    commit_night(warehouse, lead)
    commit_night(warehouse, newsroom.make_night(TUESDAY, [*copies, newsroom.Story(slug="own")]))
    stories = rows_of("SELECT * FROM stories ORDER BY carriers DESC")
    assert len(stories) == 2
    assert stories[0] == {
        "story_id": row.article_id,
        "article_id": row.article_id,
        "title": "Calder talks again",
        "outlet": "Harbour Times",
        "url": row.canonical_url,
        "agency": "Wire Desk",
        "carriers": 2,
        "articles": 3,
        "carried_by": ["Harbour Times", "Wire"],
        "first_published_at": None,
        "first_night_date": MONDAY,
        "last_night_date": TUESDAY,
    }


@pytest.mark.parametrize("file", load_sql("views"), ids=lambda file: file.name)
def test_every_column_of_a_view_is_explained(untouched, file):
    described = untouched.connection.execute(f"DESCRIBE {file.name}").fetchall()
    assert [row[0] for row in described] == list(file.columns)
    assert file.meaning.startswith("One row is ")


@pytest.mark.parametrize("file", load_sql("examples"), ids=lambda file: file.name)
def test_every_example_of_the_cookbook_runs_and_asks_a_question(untouched, file):
    assert file.header[0].endswith("?")
    untouched.connection.execute(file.body)


def test_examples_answer_their_questions(warehouse, newsroom, rows_of):
    denial = newsroom.Saying(words="We will talk,", speaker="Ana Reyes", is_negated=True)
    wire = newsroom.Story(source="wire", same_as="x", published_at=newsroom.at(MONDAY, 1))
    copy = newsroom.Story(same_as="x", sayings=(denial,), published_at=newsroom.at(MONDAY, 2))
    commit_night(warehouse, newsroom.make_night(MONDAY, [wire, copy]))
    newer = replace(copy, title="Envoy walks out", text=copy.text + " They spoke of the eruption.")
    dead = [newsroom.make_fetch(TUESDAY, f"https://w.example/{n}", "failed", source_id="wire",
                                reason="timeout") for n in range(2)]  # fmt: skip
    commit_night(warehouse, newsroom.make_night(TUESDAY, [newer], dead))
    answers = {file.name: rows_of(file.body) for file in load_sql("examples")}
    assert answers["most_quoted"][0]["speaker"] == "Ana Reyes"
    assert answers["most_quoted"][0]["outlets"] == 2
    assert [row["said"] for row in answers["one_speaker"]] == ["We will talk,"] * 2
    assert [row["outlet"] for row in answers["denials"]] == ["Harbour Times"]
    assert {row["entity"] for row in answers["rising_names"]} == {"Ana Reyes", "Calder"}
    assert answers["carried_by_many"][0]["first_outlet"] == "Wire"
    assert answers["what_changed"][0]["title_now"] == "Envoy walks out"
    assert answers["silent_outlets"][0]["most_common_reason"] == "timeout"
    assert answers["find_words"][0]["sentence"].strip() == "They spoke of the eruption."
    assert answers["named_together"] == []  # one person and one place: no pair of actors


def test_a_live_blog_is_told_by_the_hour(warehouse, newsroom, rows_of):
    text = "We follow the count.\n\nPolls close\n\nDoors shut.\n\nRain\n\nIt is wet."
    story = newsroom.Story(title="Count", text=text, names=(), sayings=())
    night = newsroom.make_night(MONDAY, [story])
    times = {"Polls close\n\nDoors shut.": newsroom.at(MONDAY, 22), "Rain\n\nIt is wet.": None}
    posts = tuple(PostSpan(text.index(p), text.index(p) + len(p), at) for p, at in times.items())
    night[ARTICLES] = [replace(row, kind="live_blog", posts=posts) for row in night[ARTICLES]]
    commit_night(warehouse, night)
    (recipe,) = (file for file in load_sql("examples") if file.name == "live_by_hour")
    told = [(row["hour"], row["posts"], row["opening_lines"]) for row in rows_of(recipe.body)]
    assert told == [(newsroom.at(MONDAY, 22), 1, ["Polls close"]), (None, 1, ["Rain"])]


def test_a_run_is_one_row_with_its_counts(warehouse, newsroom, rows_of):
    night = newsroom.make_night(MONDAY)
    commit_night(warehouse, night)
    (run,) = rows_of("FROM runs")
    assert run["urls_tried"] == len(night[FETCHES])
    assert run["finished_at"] == night[RUNS][0].finished_at
