"""Who wrote it: names in bylines, people, agencies and all who are credited."""

import pytest
from made_signals import ld, meta, signals

from tasks.extraction.agencies import agency_in, credited_agency
from tasks.extraction.authors import find_authors
from tasks.extraction.names import split_names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Mara Feld and Jo Anders", ["Mara Feld", "Jo Anders"]),
        ("Von Mara Feld, Tarnholm", ["Mara Feld"]),
        ("Mara Feld, Political Correspondent", ["Mara Feld", "Political Correspondent"]),
        ("Mara Feld Staff Writer", ["Mara Feld"]),
        ("MARA FELD for the Tarnholm Post", ["MARA FELD"]),
        ("Mara Feld mara@post.example @marafeld", ["Mara Feld"]),
        ("Ana Gil y Luis Mora", ["Ana Gil", "Luis Mora"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Mara Feld, Jo Anders, PhD", ["Mara Feld", "Jo Anders"]),
        ("Olav Brandt, Jr., Mara Feld", ["Olav Brandt Jr.", "Mara Feld"]),
        ("Photos and story by Mara Feld", ["Mara Feld"]),
        ("Text: Mara Feld", ["Mara Feld"]),
        ("By MARA FELD AND JO ANDERS", ["MARA FELD", "JO ANDERS"]),
        ("Текст: Мария Фельд", ["Мария Фельд"]),
        ("Мария Фельд и Иван Андерс", ["Мария Фельд", "Иван Андерс"]),
        ("Oleh Sari Dewi dan Budi Santoso", ["Sari Dewi", "Budi Santoso"]),
        ("北川真央、南野亮", ["北川真央", "南野亮"]),
        # Given names, that are "by" in other languages.
        ("Di Wu", ["Di Wu"]),
        ("Oleh Marchenko and Jo Anders", ["Oleh Marchenko", "Jo Anders"]),
        ("(" * 1_000_000, []),
        ("Mara Feld The Associated Press", ["Mara Feld", "The Associated Press"]),
        ("dpa/AFP", ["dpa", "AFP"]),
        ("박준석 기자", ["박준석"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("（記者王小明／台北報導）", ["王小明"]),
        ("作者：王小明\n责任编辑：李四", ["王小明"]),
        ("Текст и фото: Мария Фельд", ["Мария Фельд"]),
        ("Tekst: Mara Feld Foto: Pia Lens", ["Mara Feld"]),
        ("By Mara Feld\nPhotography by\nPia Lens", ["Mara Feld"]),
        ("By Mara Feld, reviewed by Jo Anders", ["Mara Feld"]),
        ("Story and photos by Mara Feld", ["Mara Feld"]),
        ("Von unserer Korrespondentin Mara Feld", ["Mara Feld"]),
        ("Mara Feld - Digital Editor", ["Mara Feld"]),
        ("Mara Feld: Journalist", ["Mara Feld"]),
        ("By Mara Feld Published 3 hours ago", ["Mara Feld"]),
        ("Feld, Mara", ["Mara Feld"]),
        ("Feld, Mara; Anders, Jo", ["Mara Feld", "Jo Anders"]),
        ("Reuters, Kyiv", ["Reuters"]),
        # The word for "text" is a family name as well.
        ("文天明", ["文天明"]),
        ("By Mara Feld on 19 November", ["Mara Feld"]),
        ("Posted by Mara Feld on Nov. 19", ["Mara Feld"]),
        ("文／王小明", ["王小明"]),
        ("新华社记者王小明", ["王小明"]),
        ("王小明 北京报道", ["王小明"]),
        ("Tekst og foto: Mara Feld", ["Mara Feld"]),
        ("Texte et photos: Mara Feld", ["Mara Feld"]),
        ("Мария Фельд, Москва", ["Мария Фельд"]),
        ("كتب: محمد علي، سارة حسن", ["محمد علي", "سارة حسن"]),
    ],
)
def test_a_byline_is_split_into_its_names(byline, names):
    assert split_names(byline) == names


@pytest.mark.parametrize(
    ("head", "body", "authors", "credited"),
    [
        # One of three in JSON-LD, all in the meta tag.
        (
            ld(author={"name": "Mara Feld"}) + meta("author", "Mara Feld, Jo Anders"),
            "",
            ("Mara Feld", "Jo Anders"),
            ("Mara Feld",),
        ),
        # A user's name on some network is nobody's.
        (
            meta("parsely-author", "marafeldPost") + meta("author", "Mara Feld"),
            "",
            ("Mara Feld",),
            ("Mara Feld",),
        ),
        # A desk is credited, and no person.
        (ld(author={"name": "Post Editorial Board"}), "", (), ("Post Editorial Board",)),
        (ld(author={"@type": "Organization", "name": "Quayside"}), "", (), ("Quayside",)),
        # Neither does a branch of the house write.
        (
            ld(author=[{"name": "MARA FELD"}, {"name": "TARNHOLM-POST WEST"}]),
            "",
            ("Mara Feld",),
            ("Mara Feld", "TARNHOLM-POST WEST"),
        ),
        # The page spells the name with its accents.
        (
            ld(author={"name": "Solene Ekstrom"}),
            "<p class=byline>By Solène Ekström</p>",
            ("Solène Ekström",),
            ("Solene Ekstrom",),
        ),
        # A picture's credit comes first, the writer's role tells the byline.
        (
            "",
            "<p>By <a>Pia Lens</a></p><p>By <a href=/writer/7>Mara Feld</a>, Staff Writer</p>",
            ("Mara Feld",),
            ("Mara Feld", "Staff Writer"),
        ),
        ("", "<p><a href=/author/mara>Mara Feld</a></p>", ("Mara Feld",), ("Mara Feld",)),
        # Two who are marked alike, and one of another story.
        (
            "",
            (
                "<h1>Board votes</h1><div><a class=story-author>Mara Feld</a><a class=story-author>Jo "
                "Anders</a></div><div class=related><a class=story-author>Kim Other</a></div>"
            ),
            ("Mara Feld", "Jo Anders"),
            ("Mara Feld", "Jo Anders"),
        ),
        # The columnists in the page's menu have not written it.
        (
            "",
            "<a href=/columnists/kim>Kim Other</a><a href=/columnists/lo>Lo Third</a>"
            + "<p>x</p>" * 20
            + "<h1>Board votes</h1><a href=/people/mara-feld>Mara Feld</a>",
            ("Mara Feld",),
            ("Mara Feld",),
        ),
        # Who styled and photographed are told by the words before their names.
        (
            "",
            (
                "<h1>Board votes</h1><p class=byline>By <a class=byline-name>Mara Feld</a></p>"
                "<p class=byline>Photography by <a class=byline-name>Pia Lens</a></p>"
            ),
            ("Mara Feld",),
            ("Mara Feld",),
        ),
        # The reader sees two, machines are told of one; what follows the list is a place.
        (
            ld(author={"name": "Mara Feld"}),
            (
                "<h1>Board votes</h1><p class=byline>By <a>Mara Feld</a> and <a>Jo Anders</a> <i>New "
                "Haven</i></p>"
            ),
            ("Mara Feld", "Jo Anders"),
            ("Mara Feld",),
        ),
        (ld(author=[{"name": "ÉMILIE DURAND"}]), "", ("Émilie Durand",), ("Émilie Durand",)),
        # The outlet with its town, and a word that is no name.
        (
            ld(
                author=[
                    {"name": "Mara Feld"},
                    {"name": "South Tarnholm Post"},
                    {"name": "publié le"},
                ]
            ),
            "",
            ("Mara Feld",),
            ("Mara Feld", "South Tarnholm Post", "publié le"),
        ),
        (
            "",
            "<h1>Board votes</h1><span class=author>作者：王小明</span>",
            ("王小明",),
            ("王小明",),
        ),
        # Machines are told of a desk: a byline may say more, the credit of a recording does not.
        (
            ld(author={"name": "Post Editorial Board"}),
            "<h1>Board votes</h1><figure><p class=byline>Pia Lens</p></figure>",
            (),
            ("Post Editorial Board",),
        ),
        (
            ld(author={"name": "Post Editorial Board"}),
            "<h1>Board votes</h1><p>By <a>Mara Feld</a></p>",
            ("Mara Feld",),
            ("Mara Feld",),
        ),
        (meta("author", "Mara Senior"), "", ("Mara Senior",), ("Mara Senior",)),
        # A button beside the name, in another alphabet.
        (
            "",
            "<h1>Board votes</h1><p class=author><a>Мария Фельд</a> <a>Подписаться</a></p>",
            ("Мария Фельд",),
            ("Мария Фельд", "Подписаться"),
        ),
        ("", "<h1>Havnen åbner</h1><p>Af Mara Feld</p>", ("Mara Feld",), ("Mara Feld",)),
        (
            "",
            "<h1>Board votes</h1><p>Posted by Mara Feld on November 19</p>",
            ("Mara Feld",),
            ("Mara Feld",),
        ),
        # A button is no byline.
        ("", "<a class=author>Follow</a><p>By Invitation</p>", (), ()),
        # Who took the pictures has not written.
        (
            ld(author=[{"name": "Mara Feld"}, {"name": "Pia Lens"}]),
            "<p itemprop=author>By Mara Feld<p itemprop=author>Photography by Pia Lens",
            ("Mara Feld",),
            ("Mara Feld", "Pia Lens"),
        ),
    ],
)
def test_authors_are_those_who_wrote_and_credits_all_that_are_named(head, body, authors, credited):
    found = find_authors(signals(head, body), "Tarnholm Post", "")
    assert found.authors == authors
    assert found.credits == credited


@pytest.mark.parametrize("name", ["Anneke van het Hof", "Saskia op den Berg", "Ana Lo Presti"])
def test_small_words_within_a_name_leave_it_a_persons(name):
    assert find_authors(signals(ld(author={"name": name})), None, "").authors == (name,)


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("THE ASSOCIATED PRESS", "AP"),
        ("Deutsche Presse-Agentur", "dpa"),
        ("SDA", "Keystone-SDA"),
        ("新华社", "Xinhua"),
        ("Meridian Wire", "Meridian Wire"),
        ("Mara Feld", None),
        ("Tarnholm Post", None),
        ("SID", "SID"),
        ("Sid", None),
        ("Uni", None),
    ],
)
def test_an_agency_has_one_name_however_it_is_credited(name, agency):
    assert agency_in(name) == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("TARNHOLM, Norrhaven (AP) — The board", "AP"),
        ("Tarnholm (dpa/lno) - Der Rat", "dpa"),
        ("Tarnholm, 19 Nov (EFE).- La junta", "EFE"),
        ("The board (AP readers know it) voted", None),
        ("TARNHOLM – " + "The board voted. " * 20 + "(AP) –", None),
    ],
)
def test_a_dateline_credits_the_agency_in_its_brackets(text, agency):
    assert credited_agency(text) == agency
