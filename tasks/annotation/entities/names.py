# ruff: noqa: SIM905 - word lists read best as running text
"""The form of names: where a name begins and ends, and when two spellings are one name."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tasks.annotation.annotation import Span

_TITLES: Final = frozenset(
    """mr mrs ms miss mx dr doctor prof professor sir dame lord lady baroness baron rev reverend
    fr father sister imam sheikh rabbi bishop archbishop cardinal pope king queen prince princess
    president vice-president premier chancellor minister secretary senator sen rep governor gov
    mayor ambassador judge justice general gen colonel col lieutenant lt captain capt major maj
    sergeant sgt corporal cpl admiral adm commander cmdr commissioner inspector detective
    brigadier brig marshal officer constable pc first prime foreign vice deputy attorney
    spokesman spokeswoman chairman chairwoman chief police""".split()
)
_DETERMINERS: Final = frozenset({"the", "a", "an"})
_POSSESSIVE: Final = re.compile(r"(?:['’]s|(?<=s)['’])$")
_EDGE_MARKS: Final = " \t\r\n\"'“”‘’«»„()[]{},;:!?–—-…•*"
_WORD: Final = re.compile(r"\S+")
_ARABIC_ARTICLE: Final = re.compile(r"^(?:al|el|as|ash|ad|an|ar)[-‐]")


def trim_name(text: str, start: int, end: int, kind: str) -> Span | None:
    """Return the span of the bare name in `text[start:end]`, or None where nothing is left.

    Marks at the edges, a leading article, a possessive ending and, before persons, titles are
    no part of a name.
    """
    start, end = _trim_marks(text, start, end)
    if kind != "person" and has_own_article(text, start):
        return start, end
    while (first := _WORD.match(text, start, end)) and first.end() < end:
        word = first.group().lower()
        is_title = kind == "person" and word.rstrip(".,") in _TITLES
        if not is_title and word not in _DETERMINERS:
            break
        start, end = _trim_marks(text, first.end(), end)
    return (start, end) if any(char.isalpha() for char in text[start:end]) else None


def has_own_article(text: str, start: int) -> bool:
    """Tell whether a name at `start` opens with "The" though no sentence does: "in The Lantern"."""
    if not text.startswith("The ", start):
        return False
    before = text[:start].rstrip(" ")[-1:] if start else ""
    return before.isalnum() or before == ","


def _trim_marks(text: str, start: int, end: int) -> Span:
    while start < end and (text[start] in _EDGE_MARKS or text[start] == "."):
        start += 1
    line_end = text.find("\n", start, end)
    end = end if line_end < 0 else line_end
    while start < end:
        possessive = _POSSESSIVE.search(text[start:end])
        if possessive and possessive.start() > 0:
            end = start + possessive.start()
        elif text[end - 1] in _EDGE_MARKS:
            end -= 1
        else:
            break
    if start < end and text[end - 1] == "." and not _keeps_full_stop(text[start:end]):
        end -= 1
    return start, end


def _keeps_full_stop(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1].lower()
    return last.count(".") > 1 or last in {"jr.", "sr.", "inc.", "corp.", "co.", "ltd.", "st."}


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """Return what is the same in every spelling of a name: no case, accents, points or marks.

    >>> fold_name("Tomás  ADEYEMI–ROTH"), fold_name("U.S.")
    ('tomas adeyemi-roth', 'us')
    """
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)
    ).casefold()
    plain = re.sub(r"[‐‑–—]", "-", plain).replace("&", " and ")
    plain = re.sub(r"['’ʼ`.]", "", plain)
    return " ".join(re.sub(r"[^\w-]+", " ", plain).split())


def name_words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name without Arabic articles and generation marks."""
    words = [_ARABIC_ARTICLE.sub("", word) for word in folded.split()]
    if len(words) > 2 and words[-1] in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    return tuple(word for word in words if word)


def make_key(kind: str, name: str) -> str:
    """Return the identity of an entity: its type and its folded name.

    >>> make_key("person", "Tomás Adeyemi-Roth")
    'person:tomas-adeyemi-roth'
    """
    return f"{kind}:{fold_name(name).replace(' ', '-') or name}"


def is_shouted(name: str) -> bool:
    """Tell whether the name is in capitals throughout, as in a dateline."""
    letters = [char for char in name if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)
