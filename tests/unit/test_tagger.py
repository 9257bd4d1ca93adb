"""The tagger with the shipped model: what it finds, and that nothing makes it stumble."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

import tasks.annotation
from tasks.annotation.sentences import split_sentences
from tasks.annotation.tagger import ModelError, TaggedText, Tagger, load_tagger

MODEL = Path(tasks.annotation.__file__).parent / "models" / "default"
WIRE = (
    "NAIROBI, Kenya (Meridian Wire) – Kenyan President Amara Otieno said on Monday that the"
    " border with Somalia would reopen next week.\n\n"
    "“We have waited long enough,” Otieno told reporters at the Ministry of Transport. “The"
    " road belongs to both peoples.”"
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(MODEL)


def tag(tagger: Tagger, text: str) -> TaggedText:
    return tagger.tag(text, split_sentences(text))


def test_people_places_and_organisations_of_a_dispatch_are_named(tagger: Tagger) -> None:
    mentions = {(WIRE[m.start : m.end], m.label) for m in tag(tagger, WIRE).mentions}
    assert {
        ("Amara Otieno", "person"),
        ("Otieno", "person"),
        ("Somalia", "place"),
        ("Kenya", "place"),
        ("Kenyan", "group"),
    } <= mentions


def test_a_quotation_split_by_its_cue_is_found_whole(tagger: Tagger) -> None:
    found = {(a.label, WIRE[a.start : a.end]) for a in tag(tagger, WIRE).attribution}
    assert ("cue", "told") in {(label, text.split()[0]) for label, text in found}
    contents = " ".join(text for label, text in found if label == "content")
    assert "We have waited long enough" in contents
    assert "The road belongs to both peoples" in contents
    assert "the border with Somalia would reopen next week" in contents


def test_the_style_of_quotation_marks_does_not_matter(tagger: Tagger) -> None:
    curly = tag(tagger, WIRE)
    straight = tag(tagger, WIRE.replace("“", '"').replace("”", '"'))
    single = tag(tagger, WIRE.replace("“", "‘").replace("”", "’"))
    assert curly == straight == single


def test_the_same_text_gives_the_same_result_every_time(tagger: Tagger) -> None:
    assert tag(tagger, WIRE) == tag(tagger, WIRE) == tag(load_tagger(MODEL), WIRE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "\n\n\n",
        "“" * 3000,
        "'" * 3000,
        "😀👩‍👩‍👧 🇰🇪 " * 200,
        "قال الرئيس أحمد إن الحدود ستفتح. " * 30,
        "x" * 5000,
        "\u0301\u0301 \u200b\ufeff \x00\x07 a\u0301b",
        "said " * 2000,
        "東京都知事は月曜日に述べた。" * 40,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_any_text_is_tagged_with_offsets_inside_it(tagger: Tagger, text: str) -> None:
    tagged = tag(tagger, text)
    for spans in (tagged.mentions, tagged.attribution):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(0 <= span.score <= 1 for span in spans)


def test_a_long_text_is_read_to_its_end(tagger: Tagger) -> None:
    filler = "Rain fell on the hills, and the river rose by a metre. " * 300
    text = f"{filler}\n\n{WIRE}"
    last = [m for m in tag(tagger, text).mentions if m.start > len(filler)]
    assert "Amara Otieno" in {text[m.start : m.end] for m in last}


def test_a_missing_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"^model .*nowhere: cannot read manifest\.json \([^\n]*\)$"
    ):
        load_tagger(tmp_path / "nowhere")


def test_a_damaged_model_is_refused_before_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    with (folder / "model.onnx").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    with pytest.raises(ModelError, match=r"model\.onnx is damaged"):
        load_tagger(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"sha256": 3}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match=r"manifest\.json"):
        load_tagger(tmp_path)


def test_a_manifest_without_its_fields_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["heads"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=r"manifest\.json lacks or misstates 'heads'"):
        load_tagger(folder)


def test_a_model_that_reads_something_else_is_refused_before_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"reads": "words"}))
    with pytest.raises(ModelError, match=r"^model .*: model\.onnx reads features, pieces, not .*"):
        load_tagger(folder)


def test_the_shipped_model_stays_under_25_megabytes() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 25_000_000
