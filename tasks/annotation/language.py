"""A cheap guess at the language of a text, for those who were not told it."""

import re
from collections import Counter
from typing import Final

_STOP_WORDS: Final = {
    "en": "the and of to in that is was for with on said has by it his from at as are an be",
    "es": "el la de que y en los las un una del por con para se su es al lo como más",
    "fr": "le la les de des et en un une du que qui dans pour est au sur par il ce pas aux",
    "de": "der die das und in den von zu mit dem des ist nicht ein eine auf für im sich als",
    "it": "il la di che e un una per in con del della non è le dei al da sono gli",
    "pt": "o a de que e do da em um uma para com não os as no na por se dos mais",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om die door",
    "sv": "och att det i en som på är av för med den till inte har de ett om",
    "pl": "i w na z się do nie że jest o jak po za od dla przez który",
    "sw": "ya wa na kwa ni katika za la kuwa hiyo huo alisema hii yake ambao",
}
_SETS: Final = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_WORD: Final = re.compile(r"[^\W\d_]+")
_READ: Final = 5_000  # characters; the language of an article shows early
_FEWEST: Final = 0.04  # share of stop words below which nothing is known
_FEW_WORDS: Final = 20
_AFTER_LATIN: Final = "\u0250"  # first character beyond the Latin blocks

UNKNOWN: Final = "und"  # ISO 639-2: undetermined


def choose_language(text: str, language: str | None) -> str:
    """Return the two-letter code of the language given ("en-GB" is "en"), or a guess."""
    if language and language.strip():
        return re.split(r"[-_]", language.strip().lower())[0]
    return guess_language(text)


def guess_language(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language, or "und" where too little speaks.

    Counts stop words of ten languages. A text of a few words in letters that English uses is
    taken for English, the language of the models that ship.
    """
    words = [word.lower() for word in _WORD.findall(text[:_READ])]
    counts = Counter(
        language for word in words for language, stop_words in _SETS.items() if word in stop_words
    )
    if counts:
        language, hits = max(counts.items(), key=lambda item: (item[1], item[0] == "en"))
        if hits >= _FEWEST * len(words):
            return language
    is_latin = all(char < _AFTER_LATIN for word in words for char in word)
    return "en" if words and len(words) < _FEW_WORDS and is_latin else UNKNOWN
