"""The annotator of the model that ships: Dateline's own tagger, then linking."""

from datetime import datetime
from pathlib import Path
from typing import Final, cast

from tasks.annotation.annotate_spans import annotate_spans, leave_out, replace_surrogates
from tasks.annotation.annotation import Annotation
from tasks.annotation.claims.layout import Part, Piece
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.language import choose_language
from tasks.annotation.sentences import split_sentences
from tasks.annotation.tagger import Tagger, load_tagger


class ModelAnnotator:
    """Names and claims by a Tagger; English only, as the tagger's training was."""

    languages: Final = frozenset({"en"})

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self.model = f"{tagger.model_id}@{tagger.revision}"

    def annotate_text(
        self,
        text: str,
        *,
        title: str | None = None,  # noqa: ARG002 - part of the protocol
        published_at: datetime | str | None = None,  # noqa: ARG002 - part of the protocol
        language: str | None = None,
    ) -> Annotation:
        """Return what is found in `text`; see Annotator. Title and time are not read."""
        code = choose_language(text, language)
        sentences = split_sentences(text)
        if code not in self.languages:
            return leave_out(code, sentences, self.model)
        tagged = self._tagger.tag(replace_surrogates(text), sentences)
        names = [NamedSpan(s.start, s.end, s.label, s.score) for s in tagged.mentions]
        pieces = [Piece(s.start, s.end, cast("Part", s.label), s.score) for s in tagged.attribution]
        return annotate_spans(text, code, sentences, names=names, pieces=pieces, model=self.model)


def load_model_annotator(directory: Path) -> ModelAnnotator:
    """Return the annotator of a model directory; raises ModelError where it cannot be loaded."""
    return ModelAnnotator(load_tagger(directory))
