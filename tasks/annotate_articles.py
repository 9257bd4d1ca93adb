"""Step: mentions, entities and claims of new articles, a chunk of articles at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from prefect import task
from prefect.context import TaskRunContext

from tasks.annotation.annotation import Annotation, Claim, Entity, Mention
from tasks.annotation.annotator import Annotator, load_annotator
from tasks.night import Night, content_key
from warehouse.tables.articles import ArticleRow
from warehouse.tables.claims import ClaimRow
from warehouse.tables.contract import Span
from warehouse.tables.entities import EntityRow
from warehouse.tables.mentions import MentionRow


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with what was found in it, as rows."""

    article: ArticleRow
    mentions: tuple[MentionRow, ...]
    entities: tuple[EntityRow, ...]
    claims: tuple[ClaimRow, ...]


def _result_key(context: TaskRunContext, arguments: dict[str, object]) -> str:  # noqa: ARG001 - Prefect's signature
    articles, model = arguments["articles"], arguments["model"]
    assert isinstance(articles, tuple)
    parts = [(a.article_version_id, a.duplicate_group_id, a.fetch_id) for a in articles]
    return content_key("annotate", "", [model, *parts])


@task(
    name="annotate articles",
    cache_key_fn=_result_key,
    persist_result=True,
    result_serializer="pickle",
)
def annotate_articles(
    articles: tuple[ArticleRow, ...],
    *,
    night: Night,
    annotator: str,
    model: str,  # noqa: ARG001 - part of the result's key
    workers: int,
) -> list[AnnotatedArticle]:
    """`articles` annotated, in the same order.

    `annotator` is a name or folder that `load_annotator` knows; `model` its id@revision, which
    tells results of one model from those of another when a run is resumed. The runtime leaves
    Python's lock while it computes, so threads use the cores.
    """
    loaded = load_annotator(annotator)
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda article: _annotate(article, loaded, night), articles))


def _annotate(article: ArticleRow, annotator: Annotator, night: Night) -> AnnotatedArticle:
    found = annotator.annotate_text(
        article.text,
        title=article.title,
        published_at=article.published_at,
        language=article.language,
    )
    return AnnotatedArticle(
        article=replace(article, annotation_outcome=found.outcome, annotator=found.model),
        mentions=tuple(_mention_row(m, article, found, night) for m in found.mentions),
        entities=tuple(_entity_row(e, night) for e in found.entities),
        claims=tuple(_claim_row(c, article, found, night) for c in found.claims),
    )


def _mention_row(
    mention: Mention, article: ArticleRow, found: Annotation, night: Night
) -> MentionRow:
    version = article.article_version_id
    return MentionRow(
        mention_id=f"{version}-{mention.start}-{mention.end}-{mention.type}",
        article_version_id=version,
        article_id=article.article_id,
        run_id=night.run_id,
        night_date=night.night_date,
        entity_id=mention.entity,
        start_char=mention.start,
        end_char=mention.end,
        text=mention.text,
        type=mention.type,
        model=found.model,
    )


def _entity_row(entity: Entity, night: Night) -> EntityRow:
    return EntityRow(
        entity_id=entity.key,
        name=entity.name,
        type=entity.type,
        run_id=night.run_id,
        night_date=night.night_date,
        geonames_id=entity.links.geonames,
        iso_country=entity.links.iso,
        wikidata_id=entity.links.wikidata,
    )


def _claim_row(claim: Claim, article: ArticleRow, found: Annotation, night: Night) -> ClaimRow:
    version = article.article_version_id
    places = "_".join(f"{s}.{e}" for s, e in (*claim.content, *claim.cue, *claim.claimant))
    return ClaimRow(
        claim_id=f"{version}-{places}",
        article_version_id=version,
        article_id=article.article_id,
        run_id=night.run_id,
        night_date=night.night_date,
        kind=claim.kind,
        claimant=_spans(claim.claimant),
        claimant_name=claim.claimant_name,
        claimant_role=claim.claimant_role,
        entity_id=claim.entity,
        cue=_spans(claim.cue),
        content=_spans(claim.content),
        text=claim.text,
        is_negated=claim.is_negated,
        certainty=claim.certainty,
        check_worthiness=claim.check_worthiness,
        confidence=claim.confidence,
        model=found.model,
    )


def _spans(pieces: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pieces)
