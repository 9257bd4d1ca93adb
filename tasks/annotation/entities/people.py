"""The roles of a text's people, gathered from every place that names them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.annotation.annotation import Entity, Mention, Span
from tasks.annotation.entities.names import fold_name
from tasks.annotation.entities.roles import find_roles


def add_roles(
    text: str,
    mentions: Sequence[Mention],
    entities: Iterable[Entity],
    sentences: Sequence[Span],
    sources: Sequence[Span],
) -> tuple[Entity, ...]:
    """Return the entities with the roles that the text gives to people, in order of the text.

    `sources` are the noun phrases of the claims' sources: inside one, all that precedes the
    name is known to belong to it. Both `sentences` and `sources` are in order of the text.
    """
    roles: dict[str, dict[str, str]] = {}
    for mention in mentions:
        if mention.type != "person":
            continue
        span = (mention.start, mention.end)
        source = _holder(sources, span)
        phrase = source or _holder(sentences, span) or span
        for role in find_roles(text, span, phrase, is_whole_phrase=source is not None):
            roles.setdefault(mention.entity, {}).setdefault(fold_name(role), role)
    return tuple(
        replace(entity, roles=tuple(roles.get(entity.key, {}).values())) for entity in entities
    )


def _holder(spans: Sequence[Span], inner: Span) -> Span | None:
    """Return the last span that begins at or before `inner` and holds it."""
    place = bisect_right(spans, inner[0], key=lambda span: span[0]) - 1
    if place < 0 or spans[place][1] < inner[1]:
        return None
    return spans[place]
