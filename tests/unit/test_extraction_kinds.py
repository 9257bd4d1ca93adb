"""What kind of page it is, in several languages; a false rejection would lose an article."""

import json

import pytest

from tasks.extraction.page import extract_page

SITE = "https://www.tarnholm-post.example"
URL = f"{SITE}/news/2026/11/19/north-pier-reopens"
SHORT = [
    "A cyclist was hurt on Tuesday evening when a tram left its rails at the harbour, police said.",
    "The line will stay shut until Thursday. Buses run instead, the transport company said.",
    "It is the third accident of this kind since the rails were laid anew in the spring.",
]


def page(title: str, paragraphs: list[str], *, head: str = "", extra: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article>{extra}</body></html>"
    ).encode()


def ld(kind: str = "NewsArticle", **fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": kind, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


PAID = ld(datePublished="2026-11-19T08:00:00Z", isAccessibleForFree=False)


def test_a_short_article_that_is_not_free_but_complete_is_an_article():
    got = extract_page(page("Tram leaves its rails", SHORT, head=PAID), url=URL)
    assert (got.status, got.kind, got.access) == ("ok", "article", "paid")


@pytest.mark.parametrize(
    "last",
    [
        "बोर्ड ने गुरुवार को मतदान के बाद बताया कि गोताखोरों ने उत्तरी घाट की नींव की जांच पूरी कर ली है और नावें चलेंगी।",
        "بورڈ نے جمعرات کو رائے شماری کے بعد بتایا کہ غوطہ خوروں نے شمالی گھاٹ کی بنیادوں کی جانچ مکمل کر لی ہے۔",
        "คณะกรรมการท่าเรือกล่าวหลังการลงคะแนนเมื่อวันพฤหัสบดีว่านักดำน้ำได้ตรวจสอบฐานรากของท่าเรือด้านเหนือเสร็จเรียบร้อยแล้วทั้งหมด",
    ],
    ids=["hindi", "urdu", "thai"],
)
def test_a_sentence_may_end_otherwise_than_with_a_full_stop(last):
    got = extract_page(page("North pier", [*SHORT[:2], last], head=PAID), url=URL)
    assert (got.status, got.kind) == ("ok", "article")


@pytest.mark.parametrize(
    "shown",
    [
        ["Wer im Hafen eine Wohnung sucht, muss lange warten. Warum das so ist und wer davon …"],
        ["Le port rouvre jeudi. Les pêcheurs attendaient depuis onze mois la fin des travaux..."],
        ["The board has spent three years on a plan that nobody outside it has seen. Now it is out."],
        [*SHORT[:2], "Inside the company, however, people who have worked on the rails for years say that the"],
    ],
    ids=["german", "french", "one paragraph", "breaks off"],
)  # fmt: skip
def test_the_beginning_of_an_article_that_is_not_free_is_a_stub(shown):
    got = extract_page(page("Under lock and key", shown, head=PAID), url=URL)
    assert (got.status, got.kind) == ("rejected", "paywalled")


def test_a_label_left_under_a_text_that_was_cut_does_not_make_it_whole():
    shown = [
        "港の委員会は十九日、北の桟橋を再開すると決めた。費用は三百二十万クローネに上り、見積もりを三割...",
        "案内",
    ]
    got = extract_page(page("桟橋、再開へ", shown, head=PAID), url=URL)
    assert (got.status, got.kind) == ("rejected", "paywalled")


def test_a_subscription_on_offer_under_a_whole_article_makes_no_stub_of_it():
    offer = "<p>有料会員になると会員限定の記事もお読みいただけます。</p>"
    whole = (
        "港の委員会は十九日、北の桟橋を再開すると決めた。嵐で大きな穴が開いてから十一カ月になる。"
        * 3
    )
    got = extract_page(page("桟橋、再開へ", [whole, whole[:90]], head=ld(), extra=offer), url=URL)
    assert (got.status, got.kind) == ("ok", "article")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Page not found", "The page you are looking for does not exist."),
        ("Seite nicht gefunden", "Leider gibt es diese Seite nicht."),
        ("Page introuvable", "La page demandée n’existe plus."),
        ("Página no encontrada", "Lo sentimos, no existe."),
        ("Pagina niet gevonden", "Deze pagina bestaat niet."),
        ("Страница не найдена", "Такой страницы нет."),
    ],
)
def test_a_page_that_says_it_is_none_is_not_found_whatever_its_status(title, said):
    got = extract_page(page(title, [said]), url=f"{SITE}/gone")
    assert (got.status, got.kind) == ("rejected", "not_found")


@pytest.mark.parametrize("title", ["Access denied", "403 Forbidden", "Just a moment...",
                                   "Attention Required! | Shield", "503 Service Unavailable"])  # fmt: skip
def test_an_error_page_is_an_error(title):
    got = extract_page(page(title, ["Ray ID: 8a1c"]), url=URL)
    assert (got.status, got.kind) == ("rejected", "error")


@pytest.mark.parametrize("title", ["Before you continue", "We value your privacy",
                                   "Datenschutz-Einstellungen", "Gestion des cookies"])  # fmt: skip
def test_a_wall_of_consent_is_one(title):
    got = extract_page(page(title, ["Cookies, cookies, cookies."]), url=URL)
    assert (got.status, got.kind) == ("rejected", "consent")


def test_a_video_with_its_notes_is_a_video():
    head = ld("VideoObject", name="The tram", uploadDate="2026-11-19T08:00:00Z")
    got = extract_page(page("The tram", SHORT[:2], head=head), url=f"{SITE}/news/the-tram-19")
    assert (got.status, got.kind) == ("rejected", "video")


def test_a_report_with_a_video_in_it_is_an_article():
    head = ld("VideoObject", name="The tram", uploadDate="2026-11-19T08:00:00Z")
    head += '<meta property="article:published_time" content="2026-11-19T08:00:00Z">'
    more = [
        *SHORT,
        "The driver was not hurt, and none of the nine passengers was, the company said.",
    ]
    got = extract_page(page("Tram leaves its rails", more, head=head), url=URL)
    assert (got.status, got.kind) == ("ok", "article")


@pytest.mark.parametrize("path", ["press-releases", "pressemitteilung", "prnewswire"])
def test_a_press_release_is_kept_under_its_own_kind(path):
    got = extract_page(page("Tram company", SHORT, head=ld()), url=f"{SITE}/{path}/tram-company-7")
    assert (got.status, got.kind) == ("ok", "press_release")


def test_a_page_of_headlines_is_an_index():
    links = "".join(
        f"<li><a href=/{n}>A headline of some length, number {n}</a></li>" for n in range(20)
    )
    got = extract_page(
        page("News from the harbour", [], extra=f"<ul>{links}</ul>"), url=f"{SITE}/harbour"
    )
    assert (got.status, got.kind) == ("rejected", "index")


def test_a_story_in_one_paragraph_is_no_index_however_many_links_stand_around_it():
    links = "".join(
        f"<li><a href=/{n}>A headline of some length, number {n}</a></li>" for n in range(20)
    )
    story = page("Tram leaves its rails", [" ".join(SHORT * 4)], extra=f"<ul>{links}</ul>")
    got = extract_page(story, url=f"{SITE}/news/tram-leaves-its-rails-at-the-harbour")
    assert (got.status, got.kind) == ("ok", "article")
