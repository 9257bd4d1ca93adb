"""Articles of the newsroom: what a file may say, and what is expected of its page."""

from pathlib import Path

import pytest

from newsroom import NIGHTS, OUTLETS, night_of
from newsroom.article import ArticleError
from newsroom.articles import load_articles, load_versions
from newsroom.expectations import expect
from newsroom.proofreading import find_hints

ARTICLE = """<article outlet="lantern" slug="pier" kind="article" language="en"
  published="2026-11-19T18:40:00+05:30" section="Coast" night="1">
  <headline>Pier reopens</headline>
  <author>Asha Mbeki-Lund</author>
  <body>
    <p>The <place>Old Pier</place> reopened
       on Thursday.</p>
    <p><content c="1">‘It holds,’</content> <cue c="1">said</cue>
       <source c="1 2">engineer <person>Ito Vance</person></source>. <content c="1">‘For
       now.’</content></p>
    <p><source c="2"><person name="Ito Vance">Vance</person></source> <cue c="2">denied</cue>
       <content c="2">that it would close</content>.</p>
  </body>
  <claims>
    <claim id="1" kind="direct" claimant="Ito Vance" role="engineer" negated="false"
      certainty="certain"/>
    <claim id="2" kind="indirect" claimant="Ito Vance" role="engineer" negated="true"
      certainty="certain"/>
  </claims>
</article>
"""


def write_article(folder: Path, text: str = ARTICLE, name: str = "pier.xml") -> Path:
    path = folder / "lantern" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(folder: Path, text: str, name: str = "pier.xml") -> str:
    write_article(folder, text, name)
    with pytest.raises(ArticleError) as caught:
        load_versions(folder)
    return str(caught.value)


def test_the_text_is_the_blocks_with_white_space_collapsed(tmp_path: Path) -> None:
    write_article(tmp_path)
    (article,) = load_articles(1, tmp_path)
    assert expect(article).text.split("\n\n") == [
        "The Old Pier reopened on Thursday.",
        "‘It holds,’ said engineer Ito Vance. ‘For now.’",
        "Vance denied that it would close.",
    ]


def test_offsets_slice_to_the_marked_words(tmp_path: Path) -> None:
    write_article(tmp_path)
    expected = expect(load_articles(1, tmp_path)[0])
    assert [(expected.text[m.start : m.end], m.type, m.name) for m in expected.mentions] == [
        ("Old Pier", "place", "Old Pier"),
        ("Ito Vance", "person", "Ito Vance"),
        ("Vance", "person", "Ito Vance"),
    ]
    direct, denied = expected.claims
    assert [expected.text[s:e] for s, e in direct.content] == ["‘It holds,’", "‘For now.’"]
    assert [expected.text[s:e] for s, e in direct.source] == ["engineer Ito Vance"]
    assert [expected.text[s:e] for s, e in denied.cue] == ["denied"]
    assert (direct.is_negated, denied.is_negated) == (False, True)


def test_times_keep_the_offset_they_were_written_with(tmp_path: Path) -> None:
    write_article(tmp_path)
    expected = expect(load_articles(1, tmp_path)[0])
    assert expected.published_at.isoformat() == "2026-11-19T18:40:00+05:30"
    assert expected.modified_at is None


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('<cue c="1">said</cue>', '<cue c="9">said</cue>', 'lantern/pier.xml:8: <cue c="9">'),
        ('<cue c="1">said</cue>', "<cue>said</cue>", "pier.xml:8: <cue> has no c="),
        ('<content c="2">that it would close</content>', "that", "claim '2' has no <content>"),
        ("18:40:00+05:30", "18:40:00", "has no offset"),
        ("2026-11-19T18", "last Thursday", "is not an ISO 8601 time"),
        ("2026-11-19T18", "2026-12-19T18", "is outside of night 1"),
        ('outlet="lantern"', 'outlet="lamp"', "unknown outlet 'lamp'"),
        ('slug="pier"', 'slug="quay"', "slug 'quay' and file name disagree"),
        ('night="1"', 'night="3"', "night='3' is neither 1 nor 2"),
        ("</place>", "</person>", "pier.xml:6: not well-formed XML"),
        ("<place>Old Pier</place>", "<town>Old Pier</town>", "unknown mark <town>"),
        ("<place>Old Pier</place>", "<place> </place>", "<place> marks nothing"),
        (
            "<person>Ito Vance</person>",
            "<person>Ito <person>Vance</person></person>",
            "stands inside the mention",
        ),
        ('certainty="certain"', 'certainty="sure"', "unknown certainty 'sure'"),
        ('negated="true"', 'negated="yes"', "negated='yes' is neither true nor false"),
        ("<headline>Pier reopens</headline>", "", "no <headline>"),
        ("<author>", "loose <author>", "text outside of any block"),
        ('id="2"', 'id="1"', "claim id '1' is used twice"),
    ],
)
def test_a_slip_is_named_with_file_and_line(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in ARTICLE
    assert message in problems_of(tmp_path, ARTICLE.replace(right, wrong, 1))


def test_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write_article(tmp_path, ARTICLE.replace('"pier"', '"dock"'), "quay.xml")
    report = problems_of(tmp_path, ARTICLE.replace("+05:30", ""))
    assert "quay.xml:1:" in report
    assert "pier.xml:2:" in report


def test_an_entity_declared_in_a_file_is_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read", encoding="utf-8")
    declared = f'<!DOCTYPE article [<!ENTITY s SYSTEM "{secret.as_uri()}">]>\n'
    write_article(tmp_path, declared + ARTICLE.replace("on Thursday", "on &s; Thursday"))
    (article,) = load_versions(tmp_path)
    assert "do not read" not in article.text


def test_the_second_night_has_the_first_and_its_corrections(tmp_path: Path) -> None:
    write_article(tmp_path)
    later = ARTICLE.replace('night="1"', 'night="2" modified="2026-11-21T08:00:00+05:30"')
    write_article(tmp_path, later.replace("Thursday", "Friday"), "pier.night2.xml")
    new = ARTICLE.replace('night="1"', 'night="2"').replace('slug="pier"', 'slug="quay"')
    write_article(tmp_path, new, "quay.xml")
    first, second = load_articles(1, tmp_path), load_articles(2, tmp_path)
    assert [(article.slug, "Thursday" in article.text) for article in first] == [("pier", True)]
    assert sorted((article.slug, "Thursday" in article.text) for article in second) == [
        ("pier", False),
        ("quay", True),
    ]


def test_a_forgotten_mark_is_hinted_at(tmp_path: Path) -> None:
    path = write_article(tmp_path, ARTICLE.replace("reopened", "in Old Pier reopened"))
    (hint,) = find_hints(load_versions(tmp_path)[0])
    assert (hint.path, hint.line) == (path, 6)
    assert "'Old Pier'" in hint.message


def test_the_nights_are_told_by_date() -> None:
    assert [night_of(day) for day in NIGHTS] == [1, 2]


def test_every_article_that_ships_keeps_the_format() -> None:
    first, second = load_articles(1), load_articles(2)
    assert {article.outlet for article in first} <= set(OUTLETS)
    assert {(a.outlet, a.slug) for a in first} <= {(a.outlet, a.slug) for a in second}
    for article in second:
        expected = expect(article)
        assert all(expected.text[m.start : m.end].strip() for m in expected.mentions)
