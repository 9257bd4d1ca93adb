"""`dateline annotate`: one line out for each line in."""

import json
from datetime import datetime
from typing import Any

import pytest

from tasks.annotation.annotate_spans import annotate_spans, leave_out
from tasks.annotation.annotation import Annotation
from tasks.annotation.annotator import AnnotatorError, load_annotator
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.filter import annotate_lines
from tasks.annotation.language import choose_language
from tasks.annotation.sentences import split_sentences

LISTS = ("sentences", "mentions", "entities", "claims")


class EveryAna:
    """Finds the person Ana, in English."""

    model = "every-ana@1"

    def annotate_text(
        self,
        text: str,
        *,
        title: str | None = None,
        published_at: datetime | str | None = None,
        language: str | None = None,
    ) -> Annotation:
        code = choose_language(text, language)
        sentences = split_sentences(text)
        if code != "en":
            return leave_out(code, sentences, self.model)
        at = text.find("Ana")
        names = [NamedSpan(at, at + 3, "person", 0.9)] if at >= 0 else []
        return annotate_spans(text, code, sentences, names=names, pieces=[], model=self.model)


def annotate(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in annotate_lines(lines, EveryAna())]


def test_every_line_gives_one_line_in_order() -> None:
    lines = ['{"id": "a", "text": "Ana won."}', "no json", "", '{"id": 7, "text": "Ana lost."}']
    assert [record["id"] for record in annotate(*lines)] == ["a", None, None, 7]


def test_a_line_has_the_documented_fields() -> None:
    (record,) = annotate('{"id": "a", "text": "On Friday Ana won.", "language": "en-GB"}')
    assert set(record) == {"id", "language", "model", *LISTS}
    assert record["language"] == "en"
    assert record["mentions"] == [
        {"start": 10, "end": 13, "text": "Ana", "type": "person", "entity": "person:ana"}
    ]
    assert record["entities"][0]["links"] == {"geonames": None, "iso": None, "wikidata": None}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ('["text"]', "not a JSON object but list"),
        ('{"id": "a"}', "no text"),
        ('{"id": "a", "text": 5}', "text is int, not a string"),
        ('{"id": "a", "text": "  \\n"}', "text is empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_line_that_cannot_be_annotated_says_why_in_one_line(line: str, reason: str) -> None:
    (record,) = annotate(line)
    assert reason in record["error"]
    assert "\n" not in record["error"]
    assert all(record[name] == [] for name in LISTS)


def test_another_language_is_left_out_with_a_reason() -> None:
    (record,) = annotate('{"id": "a", "text": "Ana ganó.", "language": "es"}')
    assert record["outcome"] == 'language "es": no model configured'
    assert record["mentions"] == []


def test_a_lone_surrogate_comes_out_as_json_that_any_encoding_holds() -> None:
    (line,) = annotate_lines(['{"id": "\\ud800", "text": "Ana \\udfff won."}'], EveryAna())
    assert json.loads(line.encode("utf-8"))["id"] == "\ud800"


def test_an_unknown_annotator_is_refused_in_one_line() -> None:
    with pytest.raises(AnnotatorError, match=r'^no annotation model "nowhere": use [^\n]+$'):
        load_annotator("nowhere")


def test_a_folder_without_a_model_is_refused_in_one_line(tmp_path: Any) -> None:
    with pytest.raises(AnnotatorError, match=r"^model [^\n]+: cannot read manifest.json"):
        load_annotator(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that the road to the coast was open.", "en"),
        (
            "El ministro dijo que la carretera de la costa estaba abierta y que no habrá peajes.",
            "es",
        ),
        ("Der Minister sagte, dass die Straße nicht mit der Küste verbunden ist.", "de"),
        ("“We won,” Ana Ruiz shouted.", "en"),
        ("صرح الوزير بأن الطريق مفتوح", "und"),
        ("🙂🙂🙂", "und"),
    ],
)
def test_the_language_is_guessed_where_it_is_not_given(text: str, language: str) -> None:
    assert choose_language(text, None) == language
    assert choose_language(text, "fr-CA") == "fr"
