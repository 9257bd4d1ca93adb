"""Tagged spans made into an annotation: what every annotator does after its tagging."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from tasks.annotation.annotation import ANNOTATED, Annotation, Span
from tasks.annotation.claims.assembly import make_claims
from tasks.annotation.claims.attribution import find_attributions
from tasks.annotation.claims.layout import Piece
from tasks.annotation.entities.gazetteer import load_gazetteer
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.entities.people import add_roles
from tasks.annotation.entities.resolution import resolve_names
from tasks.annotation.quotation import find_quotations

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def annotate_spans(
    text: str,
    language: str,
    sentences: Sequence[Span],
    *,
    names: Iterable[NamedSpan],
    pieces: Iterable[Piece],
    model: str,
) -> Annotation:
    """Return the annotation that tagged names and tagged parts of claims make up."""
    quotations = find_quotations(text)
    attributions = find_attributions(text, sentences, quotations, pieces)
    resolved = resolve_names(text, names, load_gazetteer())
    sources = sorted({span for attribution in attributions for span in attribution.source})
    entities = add_roles(text, resolved.mentions, resolved.entities, sentences, sources)
    claims = make_claims(text, attributions, resolved.mentions, entities, quotations)
    return Annotation(
        language=language,
        sentences=tuple(sentences),
        mentions=resolved.mentions,
        entities=entities,
        claims=claims,
        model=model,
        outcome=ANNOTATED,
    )


def leave_out(language: str, sentences: Sequence[Span], model: str) -> Annotation:
    """Return an annotation without mentions and claims that says why."""
    reason = f'language "{language}": no model configured'
    return Annotation(language, tuple(sentences), (), (), (), model, reason)


def replace_surrogates(text: str) -> str:
    """Return a text of the same length that can be encoded: lone surrogates become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)
