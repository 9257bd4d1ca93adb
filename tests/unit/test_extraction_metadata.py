"""Headline, byline, section, tags and access of single pages, as publishers really state them."""

import json

import pytest
from lxml.html import document_fromstring

from tasks.extraction.access import find_access
from tasks.extraction.agencies import agency_in, credited_agency
from tasks.extraction.authors import find_authors
from tasks.extraction.metadata.signals import Signals, read_signals
from tasks.extraction.names import split_names
from tasks.extraction.section import find_section
from tasks.extraction.site import find_site_name
from tasks.extraction.tags import find_tags
from tasks.extraction.title import find_title

URL = "https://www.tarnholm-post.example/harbour/pier/north-pier-reopens"
HEADLINE = "Board votes to reopen the north pier"


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def signals(head: str = "", body: str = "") -> Signals:
    return read_signals(document_fromstring(f"<html><head>{head}</head><body>{body}"), URL)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{HEADLINE} | Harbour | Tarnholm Post</title>", ""),
        (f"<title>Tarnholm Post – {HEADLINE}</title>", ""),
        (f"<title>{HEADLINE} - Region West</title>{meta('og:title', HEADLINE)}", ""),
        (f"<title>{HEADLINE}</title>", f"<h1>Tarnholm Post</h1><h1>{HEADLINE}</h1>"),
        (f"<title>{HEADLINE}</title>", f"<h1>Harbour | {HEADLINE}</h1>"),
        (f"<title>{HEADLINE}</title>{ld(headline=HEADLINE)}", f"<h1>{HEADLINE} <a>Edit</a></h1>"),
        (ld(headline=f"{HEADLINE} | Editorial"), ""),
        (f"<title>{HEADLINE}</title>", "<h1>Board votes to re\xadopen the\xa0north pier</h1>"),
        (ld(headline="North pier to reopen after harbour board votes"), f"<h1>{HEADLINE}</h1>"),
        # Twice without the last words, which are the headline's all the same.
        (
            ld(headline="Board votes to reopen") + meta("og:title", "Board votes to reopen"),
            f"<h1>{HEADLINE}</h1>",
        ),
    ],
)
def test_the_headline_is_found_without_what_stands_around_it(head, body):
    assert find_title(signals(head, body), "Tarnholm Post") == HEADLINE


KICKER = "After the storm"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # The kicker stands in a line of its own; the page calls the article by both, everywhere.
        (
            ld(headline=f"{KICKER}: {HEADLINE}")
            + meta("og:title", f"{KICKER}: {HEADLINE}")
            + f"<title>{KICKER}: {HEADLINE} - Harbour</title>",
            f"<p>{KICKER}</p><h1>{HEADLINE}</h1>",
            f"{KICKER}: {HEADLINE}",
        ),
        # One place only has it, or one has it not.
        (meta("og:title", f"{KICKER}: {HEADLINE}"), f"<h1>{HEADLINE}</h1>", HEADLINE),
        (
            ld(headline=HEADLINE)
            + meta("og:title", f"{KICKER}: {HEADLINE}")
            + meta("twitter:title", f"{KICKER}: {HEADLINE}"),
            f"<h1>{HEADLINE}</h1>",
            HEADLINE,
        ),
        # In the heading, and parted by looks only.
        (
            meta("og:title", f"{KICKER}: {HEADLINE}"),
            f"<h1><span>{KICKER}</span><span>{HEADLINE}</span></h1>",
            f"{KICKER}: {HEADLINE}",
        ),
        (
            ld(headline=HEADLINE),
            f"<h1><span>{KICKER}</span> {HEADLINE}</h1>",
            HEADLINE,
        ),
        # What two places have is no ending to cut, though a third is without it.
        (
            f"<title>{HEADLINE} - ferries sail again | Other House</title>"
            + meta("og:title", HEADLINE),
            f"<h1>{HEADLINE} - ferries sail again</h1>",
            f"{HEADLINE} - ferries sail again",
        ),
    ],
)
def test_a_kicker_belongs_to_the_headline_where_the_page_says_so(head, body, title):
    assert find_title(signals(head, body), "Tarnholm Post") == title


@pytest.mark.parametrize(
    ("window", "title"),
    [
        (f"{HEADLINE} | Opinion | Other House", HEADLINE),
        (f"{HEADLINE} | Tarnholm Post | by Mara Feld", HEADLINE),
        (f"{HEADLINE} - Pier - Tarnholm Post - Tarnholm, NH", HEADLINE),
        (f"{HEADLINE} | Tarnholm Post | Pier | Harbour", HEADLINE),
        (
            "北埠頭の再開を港湾委員会が決定-社会-Tarnholm Post",
            "北埠頭の再開を港湾委員会が決定-社会",
        ),
        ("Ferries | Storm", "Ferries | Storm"),
        (f"Sport | Tarnholm Post | {HEADLINE}", f"Sport | Tarnholm Post | {HEADLINE}"),
        (
            f"{HEADLINE} | Ferries are to sail to the islands again",
            f"{HEADLINE} | Ferries are to sail to the islands again",
        ),
    ],
)
def test_what_stands_behind_the_headline_in_a_windows_title_is_left_out(window, title):
    assert find_title(signals(f"<title>{window}</title>"), "Tarnholm Post") == title


def test_the_only_heading_is_the_headline_of_a_page_that_names_itself_otherwise():
    window = "<title>Ferries: when do they sail? Timetables for all islands</title>"
    assert find_title(signals(window, f"<h1>{HEADLINE}</h1>"), None) == HEADLINE
    assert find_title(signals(window, "<h1>Tarnholm Post</h1>"), "Tarnholm Post") != "Tarnholm Post"


def test_a_heading_about_something_else_is_not_the_headline():
    page = signals(ld(headline=HEADLINE), "<h1>Subscribers read the whole paper from six</h1>")
    assert find_title(page, None) == HEADLINE


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


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (ld(isAccessibleForFree=True), "free"),
        (ld(isAccessibleForFree="False"), "paid"),
        (ld(isAccessibleForFree="http://schema.org/False"), "paid"),
        (ld(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}), "paid"),
        (ld(isAccessibleForFree=False) + meta("article:content_tier", "metered"), "metered"),
        (meta("article:content_tier", "locked"), "paid"),
        (meta("post.premium.state", "true"), "paid"),
        (meta("is_premium", "0"), "free"),
        (meta("is_premium", "0") + meta("paywall", "yes"), None),
        (ld(headline="x"), None),
    ],
)
def test_access_is_what_the_page_declares(head, access):
    assert find_access(signals(head)) == access


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (ld(keywords=["Pier", "pier", "Harbour board"]), ("Pier", "Harbour board")),
        (ld(keywords="Pier, Harbour board"), ("Pier", "Harbour board")),
        (ld(keywords=["type:article", "Pier", "4711"]) + meta("keywords", "x, y"), ("Pier",)),
        (meta("article:tag", "Pier") + meta("keywords", "a, b"), ("Pier",)),
        (meta("article:tag", "Pier,Harbour board"), ("Pier", "Harbour board")),
        (
            ld(keywords=["Page Type: News", "Source/Wire", "/article", "_seo", "[COPY]", "Pier"]),
            ("Pier",),
        ),
        (
            ld(keywords=["Nation/World", "Winter 2026/2027", "9/11"]),
            ("Nation/World", "Winter 2026/2027", "9/11"),
        ),
        (meta("keywords", "Board votes to reopen the north pier"), ()),
        ("", ()),
    ],
)
def test_tags_are_the_pages_own_and_none_of_its_systems(head, tags):
    assert find_tags(signals(head)) == tags


def crumbs(*names: str) -> str:
    items = [{"@type": "ListItem", "name": name} for name in names]
    node = {"@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "section"),
    [
        (ld(articleSection=["Harbour", "Local"]) + crumbs("Home", "News"), "", "Harbour"),
        (crumbs("Home", "Local", "Harbour", HEADLINE), "", "Harbour"),
        ("", "<a href=/harbour>Harbour</a><a href=/sport>Sport</a>", "Harbour"),
        ("", "<a href=/harbour>Harbour</a><a href=/harbour/pier/>Pier</a>", "Pier"),
        ("", "<a href=/harbour>Tarnholm Post</a><a href=/sport>Sport</a>", None),
        (ld(articleSection="https://post.example/harbour"), "", None),
    ],
)
def test_the_section_is_stated_or_read_from_the_way_to_the_page(head, body, section):
    assert find_section(signals(head, body), HEADLINE, "Tarnholm Post") == section


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The Tarnholm Post">', "The Tarnholm Post"),
        (ld(publisher={"name": "Post Verlag"}), "Post Verlag"),
        (f"<title>{HEADLINE} | Harbour | Tarnholm-Post</title>", "Tarnholm-Post"),
        (f"<title>{HEADLINE} | Community notes</title>", None),
        ("", None),
    ],
)
def test_the_sites_name_is_stated_or_stands_at_the_end_of_the_title(head, name):
    assert find_site_name(signals(head)) == name
