"""From tagged pieces to attributions: what is done to them, and in which order."""

from collections.abc import Iterable, Sequence

from tasks.annotation.annotation import Span
from tasks.annotation.claims.layout import Layout, Piece
from tasks.annotation.claims.linking import Attribution, link_pieces
from tasks.annotation.claims.signatures import add_signatures
from tasks.annotation.claims.snapping import snap_to_quotations
from tasks.annotation.claims.tidying import tidy_pieces
from tasks.annotation.quotation import Quotation


def find_attributions(
    text: str,
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
    pieces: Iterable[Piece],
) -> list[Attribution]:
    """Return the attributions that the tagged pieces of `text` make up, in order of content."""
    signed = add_signatures(text, pieces, quotations)
    tidy = tidy_pieces(text, signed, sentences, quotations)
    snapped = snap_to_quotations(text, tidy, quotations)
    return link_pieces(Layout(text, sentences, quotations, snapped))
