"""The JSON-LD that outlets put into their pages (schema.org types)."""

from datetime import UTC, datetime

from newsroom.article import Article
from newsroom.body_html import HtmlPost
from newsroom.outlets import Outlet

Node = dict[str, object]


def describe_page(outlet: Outlet, article: Article, posts: list[HtmlPost]) -> Node:
    """The JSON-LD of a page whose main thing is `article`, by the article's kind."""
    if article.kind == "live_blog":
        node = _describe_live_blog(outlet, article, posts)
    elif article.kind == "video":
        node = _describe_video(outlet, article)
    else:
        node = _describe_article(outlet, article)
    return {"@context": "https://schema.org", **node}


def describe_graph(outlet: Outlet, article: Article) -> Node:
    """The JSON-LD of a page as one @graph whose nodes refer to each other; times are in UTC."""
    url = outlet.canonical_url(article)
    people = [
        {"@type": "Person", "@id": f"{outlet.host}/#/person/{place}", "name": name}
        for place, name in enumerate(article.authors, 1)
    ]
    story = _describe_article(outlet, article) | {
        "@id": f"{url}#article",
        "datePublished": _utc(article.published_at),
        "dateModified": _utc(article.changed_at),
        "author": [{"@id": person["@id"]} for person in people] or [{"@id": f"{outlet.host}/#org"}],
        "publisher": {"@id": f"{outlet.host}/#org"},
        "articleBody": article.blocks[0].text[:140].rsplit(" ", 1)[0] + " …",
    }
    page = {"@type": "WebPage", "@id": url, "url": url, "name": outlet.page_title(article)}
    house = {"@type": "NewsMediaOrganization", "@id": f"{outlet.host}/#org", "name": outlet.name}
    return {"@context": "https://schema.org", "@graph": [house, page, *people, story]}


def _describe_article(outlet: Outlet, article: Article) -> Node:
    node: Node = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": outlet.canonical_url(article)},
        "headline": article.headline,
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.changed_at.isoformat(),
        "articleSection": article.section,
        "inLanguage": article.language,
        "author": _authors(outlet, article),
        "publisher": _publisher(outlet),
        "isAccessibleForFree": not article.is_paid,
    }
    if article.standfirst:
        node["description"] = article.standfirst
    if article.is_paid:
        node["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".subscriber-text",
        }
    return node


def _describe_live_blog(outlet: Outlet, article: Article, posts: list[HtmlPost]) -> Node:
    url = outlet.canonical_url(article)
    updates = [
        {
            "@type": "BlogPosting",
            "headline": post.blocks[0].html.striptags(),
            "datePublished": post.posted_at.isoformat(),
            "articleBody": " ".join(block.html.striptags() for block in post.blocks[1:]),
            "url": f"{url}#post-{place}",
        }
        for place, post in enumerate(posts, 1)
        if post.posted_at is not None
    ]
    return _describe_article(outlet, article) | {
        "@type": "LiveBlogPosting",
        "coverageStartTime": article.published_at.isoformat(),
        "coverageEndTime": article.changed_at.isoformat(),
        "liveBlogUpdate": updates,
    }


def _describe_video(outlet: Outlet, article: Article) -> Node:
    return {
        "@type": "VideoObject",
        "name": article.headline,
        "description": article.standfirst or article.blocks[0].text,
        "uploadDate": article.published_at.isoformat(),
        "thumbnailUrl": [f"{outlet.host}/img/{article.slug}.jpg"],
        "duration": "PT1M42S",
        "author": _authors(outlet, article),
        "publisher": _publisher(outlet),
        "embedUrl": f"{outlet.host}/player/{article.slug}",
    }


def _authors(outlet: Outlet, article: Article) -> list[Node]:
    people: list[Node] = [{"@type": "Person", "name": name} for name in article.authors]
    return people or [{"@type": "Organization", "name": article.agency or outlet.name}]


def _publisher(outlet: Outlet) -> Node:
    logo = {"@type": "ImageObject", "url": f"{outlet.host}/img/logo.png"}
    return {"@type": "NewsMediaOrganization", "name": outlet.name, "logo": logo}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
