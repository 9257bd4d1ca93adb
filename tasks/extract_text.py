"""Step: from archived pages to articles, a chunk of pages at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from prefect import task
from prefect.context import TaskRunContext

from tasks.extraction.canonical_url import article_id_of, canonical_url
from tasks.extraction.page import EXTRACTOR
from tasks.extraction.pool import Page, extract_pages
from tasks.extraction.record import Extracted
from tasks.extraction.text_signature import sign_text
from tasks.fetching.archive import read_body
from tasks.night import Night, content_key
from warehouse.tables.articles import ArticleRow, PostSpan
from warehouse.tables.fetches import Fetch

PENDING = "pending"


@dataclass(frozen=True, slots=True)
class PageLimits:
    """What one page may cost, and how many are worked on at once."""

    workers: int
    page_timeout_s: float
    memory_limit_mb: int


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A fetched page with its verdict: `article` when it is one, else `fetch.reason` says why."""

    fetch: Fetch
    article: ArticleRow | None


def _result_key(context: TaskRunContext, arguments: dict[str, object]) -> str:  # noqa: ARG001 - Prefect's signature
    pages, zones = arguments["fetches"], arguments["time_zones"]
    assert isinstance(pages, tuple)
    assert isinstance(zones, Mapping)
    parts = [(f.fetch_id, f.payload_digest, zones.get(f.source_id)) for f in pages]
    return content_key("extract", EXTRACTOR, parts)


@task(
    name="extract text", cache_key_fn=_result_key, persist_result=True, result_serializer="pickle"
)
def extract_text(
    fetches: tuple[Fetch, ...], *, night: Night, limits: PageLimits, time_zones: Mapping[str, str]
) -> list[ExtractedPage]:
    """The pages of `fetches` (outcome fetched), judged, in the same order.

    `time_zones` gives, by outlet, the zone of times that a page gives without an offset.
    """
    results = extract_pages(
        _archived_pages(fetches, night, time_zones),
        workers=limits.workers,
        page_timeout_s=limits.page_timeout_s,
        memory_limit_mb=limits.memory_limit_mb,
    )
    return [_judge(f, e, night) for f, e in zip(fetches, results, strict=True)]


def _archived_pages(
    fetches: Sequence[Fetch], night: Night, time_zones: Mapping[str, str]
) -> Iterator[Page]:
    for fetch in fetches:
        yield Page(
            id=fetch.fetch_id,
            url=fetch.final_url or fetch.url,
            body=partial(read_body, night.archive_dir, fetch),
            content_type=fetch.content_type,
            time_zone=time_zones.get(fetch.source_id),
        )


def _judge(fetch: Fetch, extracted: Extracted, night: Night) -> ExtractedPage:
    if extracted.status == "rejected":
        reason = f"{extracted.kind}: {extracted.reason}"
        return ExtractedPage(replace(fetch, outcome="rejected", reason=reason), None)
    article = _article_row(fetch, extracted, night)
    return ExtractedPage(replace(fetch, outcome="kept", article_id=article.article_id), article)


def _article_row(fetch: Fetch, extracted: Extracted, night: Night) -> ArticleRow:
    url = fetch.final_url or fetch.url
    address = extracted.canonical_url or canonical_url(url, None)
    article_id = article_id_of(address)
    content = f"{extracted.title or ''}\0{extracted.text}"
    content_hash = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return ArticleRow(
        # With the night, since an article may go back to an older text.
        article_version_id=f"{article_id}-{night.night_date:%Y%m%d}-{content_hash[:12]}",
        article_id=article_id,
        run_id=night.run_id,
        night_date=night.night_date,
        source_id=fetch.source_id,
        fetch_id=fetch.fetch_id,
        url=url,
        canonical_url=address,
        kind=extracted.kind,
        title=extracted.title,
        authors=extracted.authors,
        agency=extracted.agency,
        credits=extracted.credits,
        published_at=extracted.published_at,
        published_date=extracted.published_date,
        modified_at=extracted.modified_at,
        language=extracted.language,
        site_name=extracted.site_name,
        section=extracted.section,
        tags=extracted.tags,
        access=extracted.access,
        image_url=extracted.image_url,
        text=extracted.text,
        text_chars=len(extracted.text),
        posts=tuple(PostSpan(p.start, p.end, p.posted_at) for p in extracted.posts),
        content_hash=content_hash,
        duplicate_group_id=article_id,
        text_signature=sign_text(extracted.text),
        extractor=extracted.extractor,
        annotation_outcome=PENDING,
    )
