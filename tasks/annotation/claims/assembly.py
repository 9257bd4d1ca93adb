"""Attributions made into claims: speaker and role, kind, negation and certainty."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tasks.annotation.annotation import Claim, Entity, Mention, Span
from tasks.annotation.claims.confidence import calibrate
from tasks.annotation.claims.linking import Attribution
from tasks.annotation.claims.speakers import SpeakerFinder
from tasks.annotation.claims.wording import find_certainty, find_kind, is_negated
from tasks.annotation.entities.roles import find_roles, unnamed_role
from tasks.annotation.quotation import Quotation

_BETWEEN_PIECES = " … "


def make_claims(
    text: str,
    attributions: Iterable[Attribution],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    quotations: Sequence[Quotation],
) -> tuple[Claim, ...]:
    """Return a claim for every attribution, in order of content.

    `mentions` are in order of the text; `entities` are those that they name.
    """
    finder = SpeakerFinder(text, mentions, entities)
    found = sorted(attributions, key=_position)
    claims = [_make_claim(text, one, finder, mentions, quotations) for one in found]
    return tuple(sorted(claims, key=lambda claim: (claim.content, claim.cue)))


def _position(attribution: Attribution) -> int:
    """Where the source speaks: pronouns are resolved in this order."""
    return (attribution.source or attribution.cue or attribution.content)[0][0]


def _make_claim(
    text: str,
    attribution: Attribution,
    finder: SpeakerFinder,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
) -> Claim:
    speaker = finder.find_speaker(attribution.source)
    cue = _slice(text, attribution.cue)
    content = _slice(text, attribution.content)
    kind = find_kind(text, attribution.content, quotations)
    return Claim(
        kind=kind,
        claimant=attribution.source,
        claimant_name=speaker.name if speaker else None,
        claimant_role=_find_role(text, attribution.source, speaker, mentions),
        entity=speaker.key if speaker else None,
        cue=attribution.cue,
        content=attribution.content,
        text=content,
        is_negated=is_negated(cue, content, kind),
        certainty=find_certainty(cue, content, kind),
        check_worthiness=None,
        confidence=round(calibrate(attribution.confidence), 4),
    )


def _slice(text: str, spans: Sequence[Span]) -> str:
    return _BETWEEN_PIECES.join(text[start:end] for start, end in spans)


def _find_role(
    text: str, source: Sequence[Span], speaker: Entity | None, mentions: Sequence[Mention]
) -> str | None:
    """Return the role that the source gives, else what the text calls the speaker elsewhere."""
    if speaker is None:
        return unnamed_role(text, source)
    for start, end in source:
        first = bisect_left(mentions, start, key=lambda mention: mention.start)
        last = bisect_left(mentions, end, key=lambda mention: mention.start)
        for mention in mentions[first:last]:
            if mention.entity == speaker.key and speaker.type == "person":
                span = (mention.start, mention.end)
                own = find_roles(text, span, (start, end), is_whole_phrase=True)
                return next(own, None) or next(iter(speaker.roles), None)
    return next(iter(speaker.roles), None)
