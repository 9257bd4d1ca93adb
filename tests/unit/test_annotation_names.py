"""Names of one text brought together."""

from collections.abc import Iterator

import pytest

from tasks.annotation.annotation import Entity
from tasks.annotation.entities.acronyms import find_introductions
from tasks.annotation.entities.gazetteer import TABLE, load_gazetteer
from tasks.annotation.entities.mentions import NamedSpan
from tasks.annotation.entities.names import fold_name, trim_name
from tasks.annotation.entities.resolution import Resolved, resolve_names
from tasks.annotation.entities.roles import clean_role


def tag(text: str, **names: str) -> Iterator[NamedSpan]:
    """Yield a span for the first mention not yet tagged of each "name|name" of a type."""
    for kind, joined in names.items():
        at = 0
        for name in joined.split("|"):
            at = text.index(name, at)
            yield NamedSpan(at, at + len(name), kind, 0.95)
            at += len(name)


def resolve(text: str, **names: str) -> Resolved:
    return resolve_names(text, tag(text, **names), load_gazetteer())


def by_name(resolved: Resolved) -> dict[str, Entity]:
    return {entity.name: entity for entity in resolved.entities}


def test_a_surname_stands_for_the_full_name_before_it() -> None:
    text = "Foreign Minister Ilana Moravec left. Moravec’s deputy stayed."
    resolved = resolve(text, person="Ilana Moravec|Moravec")
    assert [entity.name for entity in resolved.entities] == ["Ilana Moravec"]
    assert [mention.text for mention in resolved.mentions] == ["Ilana Moravec", "Moravec"]
    assert resolved.entities[0].aliases == ("Moravec",)


def test_of_two_people_with_a_surname_the_last_one_named_is_meant() -> None:
    text = "Ana Ruiz spoke. Ruiz left. Then Paulo Ruiz spoke. Ruiz stayed."
    resolved = resolve(text, person="Ana Ruiz|Ruiz|Paulo Ruiz|Ruiz")
    assert [mention.entity for mention in resolved.mentions] == [
        "person:ana-ruiz",
        "person:ana-ruiz",
        "person:paulo-ruiz",
        "person:paulo-ruiz",
    ]


def test_an_acronym_stands_for_the_name_that_introduced_it() -> None:
    text = "The Institute for Border Studies (IBS) disagreed. IBS staff met on Monday."
    resolved = resolve(text, organization="IBS)|IBS")
    entity = by_name(resolved)["Institute for Border Studies"]
    assert entity.aliases == ("IBS",)
    assert len(resolved.mentions) == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Norrhaven Federation of Unions (NFU), which", "Norrhaven Federation of Unions"),
        ("Straits Meridian Capital (SMC) said", "Straits Meridian Capital"),
        ("she left (IBS) early", None),
        ("GENEVA, Switzerland (Meridian)", None),
    ],
)
def test_an_acronym_is_introduced_by_words_that_spell_it(text: str, name: str | None) -> None:
    found = [text[slice(*introduction.name)] for introduction in find_introductions(text)]
    assert found == ([name] if name else [])


def test_a_city_in_capitals_is_the_city_and_linked() -> None:
    text = "GENEVA – Talks began. Delegates left Geneva on Friday."
    resolved = resolve(text, place="GENEVA|Geneva")
    (geneva,) = resolved.entities
    assert (geneva.name, geneva.key) == ("Geneva", "place:geneva")
    assert geneva.links.geonames == 2660646


def test_a_country_is_linked_by_its_code_and_an_invented_one_is_not() -> None:
    entities = by_name(resolve("Kenya and Vessia signed.", place="Kenya|Vessia"))
    assert entities["Kenya"].links.iso == "KE"
    assert entities["Vessia"].links.geonames is None


def test_a_name_has_one_type_in_all_of_the_text() -> None:
    text = "Lumbo fell silent. In Lumbo, the market of Lumbo was shut."
    spans = [
        *tag(text, person="Lumbo"),
        *list(tag(text, place="Lumbo|Lumbo|Lumbo"))[1:],
    ]
    resolved = resolve_names(text, spans, load_gazetteer())
    assert {mention.type for mention in resolved.mentions} == {"place"}


def test_a_people_and_its_country_tell_of_each_other() -> None:
    text = "Vessia denied it. The Vessian army left, and Vessia slept."
    resolved = resolve(text, person="Vessia|Vessian|Vessia")
    assert [mention.type for mention in resolved.mentions] == ["place", "group", "place"]


def test_a_city_and_its_team_are_two_things() -> None:
    text = "MILAN beat Turin. Fans filled the squares of Milan."
    spans = [*tag(text, organization="MILAN|Turin"), *tag(text, place="Milan")]
    types = {m.text: m.type for m in resolve_names(text, spans, load_gazetteer()).mentions}
    assert (types["MILAN"], types["Milan"]) == ("organization", "place")


def test_a_name_tagged_once_is_found_where_it_stands_again() -> None:
    text = "Amina Diallo won. Reporters met Amina Diallo in the rain."
    resolved = resolve(text, person="Amina Diallo")
    assert [mention.start for mention in resolved.mentions] == [0, 32]


def test_a_name_that_is_also_a_common_word_is_not_found_again() -> None:
    text = "Hope won. Hope is gone, and hope it was."
    assert len(resolve(text, person="Hope").mentions) == 1


def test_a_company_is_the_same_by_its_first_word() -> None:
    text = "Aldergate Partners bid for it. Aldergate said so."
    resolved = resolve(text, organization="Aldergate Partners|Aldergate")
    assert [entity.name for entity in resolved.entities] == ["Aldergate Partners"]


def test_the_us_and_the_united_states_are_one() -> None:
    text = "The U.S. agreed; the United States did so late."
    resolved = resolve(text, place="U.S.|United States")
    (entity,) = resolved.entities
    assert entity.name == "United States"
    assert entity.links.iso == "US"


@pytest.mark.parametrize(
    ("written", "kind", "bare"),
    [
        ("Col. B. J. Strand", "person", "B. J. Strand"),
        ("the European Union’s", "organization", "European Union"),
        ("“Moravec,”", "person", "Moravec"),
        ("A. K. Thondaman", "person", "A. K. Thondaman"),
        ("the", "organization", "the"),
        ("…", "other", None),
    ],
)
def test_a_name_is_cut_to_its_bare_form(written: str, kind: str, bare: str | None) -> None:
    span = trim_name(written, 0, len(written), kind)
    assert (written[slice(*span)] if span else None) == bare


def test_spellings_of_a_name_fold_together() -> None:
    assert fold_name("Tomás Adeyemi–Roth") == fold_name("TOMAS ADEYEMI-ROTH")
    assert fold_name("U.S.") == fold_name("US")


@pytest.mark.parametrize(
    ("phrase", "role"),
    [
        ("the country’s defence minister, who was in Geneva", "defence minister"),
        ("a teacher who sleeps in its cellar", "teacher"),
        ("chief economist at Nordkapp Securities", "chief economist at Nordkapp Securities"),
        ("two months later", None),
        ("which serves Venice", None),
    ],
)
def test_a_role_is_what_is_left_without_article_possessor_and_clause(
    phrase: str, role: str | None
) -> None:
    assert clean_role(phrase) == role


def test_the_table_of_places_holds_each_name_once_and_folded_as_those_of_texts() -> None:
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line[0] != "#"]
    names = [name for name, _, _ in rows]
    assert len(set(names)) == len(names) > 30_000
    assert [name for name in names if fold_name(name) != name] == []
