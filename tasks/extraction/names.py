"""Names in bylines: where one ends and the next begins, and which of them are people."""

from __future__ import annotations

import re
from collections.abc import Collection

from tasks.extraction.agencies import agency_in, part_agency
from tasks.extraction.byline_text import WRITTEN_BY, writers_text
from tasks.extraction.text_key import key_of

_BY = re.compile(
    r"^\s*(?:(?:(?:photos?|pictures) and )?(?:written|reported|story|words|text|article|posted|"
    r"analysis|opinion|review|commentary|compiled|edited|published|reporting)(?: and (?:photo(?:graph)?s?|pictures))?\s+)?"
    rf"(?P<by>{WRITTEN_BY}|from|przez|oleh|بقلم|كتب|كتبت)\b[\s:]*"
    r"(?:(?:unser(?:e[mnr])?|onze)\s\w+\s)?|"
    r"^\s*(?:(?:te(?:x|ks)t[eo]?|testo|текст)(?:\s(?:und|og|och|et|y|e|en|и)\s(?:photos?|fotos?|bild(?:er)?|фото))?|"
    r"autor(?:in|es|i)?|auteurs?|авторы?|quelle|sources?|fuente|fonte|reporter|piše|пише|napsal[ai]?|yazan)\s*:\s*",
    re.IGNORECASE,
)
# Given names as well: "Di Wu", "Oleh Marchenko".
_BY_OR_NAME = ("di", "oleh")
_BETWEEN = re.compile(
    r"(?P<comma>\s*[,،、]\s*)|"
    r"\s*(?:;|\||/|•|·|\n|&|(?<=\s)(?:[Aa]nd|AND|und|UND|et|e|en|och|og|ja|és|și|dan|ve|и|та|και|"
    r"with|mit|avec|con)(?=\s)|"
    # A Spanish or Catalan surname may hold one: "Ortega y Gasset", against "Ana Gil y Luis Mora".
    r"(?<=\s)[yi](?=\s+\S+\s+\S))\s*"
)
_AND = re.compile(r"\s(?:and|&|und|et|och|og|en)\s", re.IGNORECASE)
_MOST_LISTED = 6
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?<!\w)@\w+")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_GENERATION = re.compile(r",\s*(Jr|Sr|II|III|IV)\b\.?(?=\s*(?:$|[,;|\n]|and\b))")
_HONOURS = re.compile(r"^(?:ph\.?\s?d|m\.?d|m\.?a|m\.?b\.?a|j\.?d|jr|sr|esq|dr)\.?$", re.IGNORECASE)
# A role or a place that follows a name without a comma.
_ROLES = r"(?:[Ww]riter|[Rr]eporter|[Ee]ditor|[Cc]orrespondent|[Cc]olumnist|[Jj]ournalist|[Cc]ontributor)"
_TRAILING = re.compile(
    rf"\s*[-–—:]\s+(?:[A-Z]\w+ )*{_ROLES}\s*$|"
    r"\s+(?:(?i:published|updated|posted)\b.*|"
    # "Mara Feld on November 19": the year stands after a comma.
    r"[Oo]n (?:\d.*|[A-Z][a-z]+day|(?:[A-Z][a-z]+day )?[A-Z][a-z]{2,8}\.? \d.*)|"
    r"\d+ min(?:ute)?s? read\b.*|(?:[A-Z]{2,} )+[Nn]etwork|in [A-Z]\S+(?: \S+)?|(?:[Ff]or|[Vv]ia|[Ss]pecial to) (?:the )?[A-Z].*|기자|記者|记者|"
    r"(?:(?:[Ss]enior|[Cc]hief|[Dd]eputy|[Aa]ssistant|[Aa]ssociate|[Mm]anaging|[Ee]xecutive|[Ss]taff|"
    r"[Ss]pecial|[Pp]olitical|[Ff]oreign|[Ss]ports?|[Bb]usiness|[Ss]cience|[Hh]ealth|[Nn]ews|[Cc]ity|"
    r"[Ff]eatures?|[Cc]ontributing|[Ff]reelance|[Ii]nvestigative) )+"
    rf"{_ROLES})\s*$"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:staff|newsroom|editor(?:s|ial|in)?|redaktion|redaktionen|rédaction|redacci[oó]n|redazione|"
    r"redactie|redaktør|desk|team|news|nachrichten|agency|agenc(?:y|ies)|correspondent(?:in)?s?|"
    r"korrespondent(?:in)?|reporters?|report|admin|wire|service|press|presse|contributors?|media|"
    r"magazine|online|author|webdesk|bureau|publisher|unknown|null|none|columnist|journalist|"
    r"chief|director|producer|board|network|tv|radio|zeitung|times|daily|post|tribune|gazette|"
    r"herald|chronicle|updated|published|posted|photography|photos?|styled|min(?:ute)?s? read|"
    r"comments?|subscribe|follow|share|e-?mail|special|university|professor|week|"
    r"group|inc|ltd|gmbh|veröffentlicht|stand|today|yesterday|writer|редакция|редакція|編集部|"
    r"editorial|newspaper|website|digital|studios?|foundation|institute|ministry|sports?|"
    r"developed|powered|by|usa|cnn|bbc|nbc|cbs|npr|business|politics)\b|^(?:the|read|view|see|show|more|senior|guest)\b|[@\d<>{}\[\]=#:]|www\.|\w\.(?:[a-z]{2,4})$",
    re.IGNORECASE,
)
# A user's name on some network: capitals inside a word, but for McCain, DeSantis, O'Neill.
_HANDLE = re.compile(r"^[a-z]+[A-Z]\w*$|^(?!Mc|Mac|De|Di|La|Le|Van|O['’])[A-Z][a-z]+[A-Z]\w*$")
_TURKISH = re.compile(r"[İŞĞ]")
# Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic.
_PARTED = re.compile(r"^[^\W\d_]*[A-Za-zÀ-ɏ\u0370-\u058fא-ת\u0620-\u064a]")
# What may stand in small letters inside a name.
_PARTICLES = frozenset([
    "a", "abu", "af", "al", "ap", "av", "bat", "ben", "bin", "binti", "da", "das", "de", "del",
    "degli", "dei", "della", "dello", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "het", "i",
    "ibn", "in", "la", "las", "le", "les", "lo", "los", "na", "ni", "of", "op", "ould", "san", "st", "te",
    "ten", "ter", "the", "ud", "ul", "und", "v", "van", "vom", "von", "y", "zu", "zum", "zur",
    "à", "оглы", "оглу", "кызы", "гызы", "фон", "ван", "де", "ди", "аль", "ибн", "бен",
])  # fmt: skip
_MOST_CHARS = 50
_MOST_WORDS = 6
_TELLING_CHARS = 8
_MOST_BYLINE_CHARS = 1000


def split_names(byline: str) -> list[str]:
    """The names in a byline, people's or not, without "By".

    What stands in brackets is left out, and so is a single word after a comma that is no agency:
    a place or a role. Of a byline longer than any, the beginning is read.
    """
    plain = _IN_BRACKETS.sub(" ", _ADDRESS.sub(" ", writers_text(byline[:_MOST_BYLINE_CHARS])))
    plain = _GENERATION.sub(r" \1.", _without_by(plain))
    names: list[str] = []
    for piece, is_after_comma in _pieces(plain):
        # Commas bind closer than line breaks: each line may have a "By" of its own.
        first, *rest = part_agency(_trimmed(_without_by(piece))).split(", ")
        name = _TRAILING.sub("", first)
        if (
            any(map(str.isalnum, name))
            and not _HONOURS.match(name)
            and not (is_after_comma and _is_stray(name))
        ):
            names.append(name)
        names += rest
    return names


def list_said(byline: str) -> str:
    r"""The names of a byline that begins with "By", as far as "and" shows them to be a list; else "".

    "By Mara Feld\nand\nJo Anders\nNew York" gives what stands before the last line.
    """
    pieces = byline.split("\n")
    last = next((n for n, piece in enumerate(pieces) if _AND.search(f" {piece} ")), None)
    if last is None or last > _MOST_LISTED or _BY.match(byline) is None:
        return ""
    is_bare = _AND.fullmatch(f" {pieces[last]} ") is not None
    return "\n".join(pieces[: last + 1 + is_bare])


def _without_by(byline: str) -> str:
    opening = _BY.match(byline)
    if opening is None:
        return byline
    rest = byline[opening.end() :]
    if (opening["by"] or "").casefold() in _BY_OR_NAME and ":" not in opening[0]:
        first = _trimmed(_BETWEEN.split(rest, maxsplit=1)[0])
        return byline if _is_stray(first) else rest
    return rest


def _pieces(plain: str) -> list[tuple[str, bool]]:
    """The parts of a byline, each with whether a comma stands before it."""
    pieces, start, is_after_comma = [], 0, False
    for cut in _BETWEEN.finditer(plain):
        pieces.append((plain[start : cut.start()], is_after_comma))
        start, is_after_comma = cut.end(), cut["comma"] is not None
    return [*pieces, (plain[start:], is_after_comma)]


def _trimmed(piece: str) -> str:
    """Without marks at its ends; the point of "Jr." stays."""
    piece = " ".join(piece.split()).strip(" ,:–—-")
    return piece if re.search(r"\b(?:Jr|Sr)\.$", piece) else piece.strip(" .,:–—-")


def _is_stray(name: str) -> bool:
    return is_single_word(name) and agency_in(name) is None


def is_single_word(name: str) -> bool:
    """Whether it is one word in a script that parts the words of a name."""
    return len(name.split()) == 1 and bool(_PARTED.match(name))


def in_mixed_case(name: str) -> str:
    """Turns "JANE O'NEIL" into "Jane O'Neil"; what is not all capitals stays, and so do short codes.

    So do Turkish capitals with a dot or a tail, whose small letters depend on the language.
    """
    if not name.isupper() or len(name.split()) < 2 or _TURKISH.search(name):
        return name
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name)


def is_person(name: str, not_people: Collection[str] = ()) -> bool:
    """Whether it can be a person's name: no address, no desk, not the site (`not_people`)."""
    words = name.split()
    if not 2 <= len(name) <= _MOST_CHARS or len(words) > _MOST_WORDS or _NOT_A_PERSON.search(name):
        return False
    if name.isascii() and (name.islower() or (len(words) == 1 and name.isupper())):
        return False  # a user name, or an organisation's letters
    if len(words) == 1 and _HANDLE.match(name):
        return False
    if any(w.isalpha() and w.islower() and w not in _PARTICLES for w in words):
        return False  # a phrase
    key = key_of(name).removeprefix("the")
    if not any(map(str.isalpha, name)) or _is_of(key, not_people):
        return False
    return len(words) == 1 or key_of(words[0]) not in not_people  # a branch of the site's house


def _is_of(key: str, not_people: Collection[str]) -> bool:
    """Whether it is one of those, or one with something before it: the outlet with its town."""
    return key in not_people or any(
        key.endswith(other) for other in not_people if len(other) >= _TELLING_CHARS
    )
