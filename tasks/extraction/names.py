"""Names in bylines: where one ends and the next begins, and which of them are people."""

from __future__ import annotations

import re
from collections.abc import Collection

_BY = re.compile(
    r"^\s*(?:(?:written|reported|story|words|text|article|posted|analysis|opinion|review|"
    r"commentary)\s+)?(?:by|from|von|par|por|di|door|af|przez)\b[\s:]*|^\s*(?:text|autor(?:in)?)\s*:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:;|\||/|•|·|\n|,|&|(?<=\s)(?:and|und|et|y|e|en|och|og|with|mit|avec|con)(?=\s))\s*"
)
_HONOURS = re.compile(r"^(?:ph\.?\s?d|m\.?d|m\.?a|m\.?b\.?a|j\.?d|jr|sr|esq|dr)\.?$", re.IGNORECASE)
_TRAILING = re.compile(
    r"\s+(?:(?:the\s+)?associated press|reuters|afp|usa today network|bloomberg news|"
    r"in [A-Z]\S+(?: \S+)?|기자|記者)\s*$"
)
_AGENCIES = {
    "ap": "AP", "associated press": "AP", "the associated press": "AP", "reuters": "Reuters",
    "thomson reuters": "Reuters", "afp": "AFP", "agence france-presse": "AFP",
    "agence france presse": "AFP", "dpa": "dpa", "deutsche presse-agentur": "dpa", "apa": "APA",
    "ansa": "ANSA", "efe": "EFE", "agencia efe": "EFE", "xinhua": "Xinhua", "tass": "TASS",
    "ani": "ANI", "pti": "PTI", "ians": "IANS", "upi": "UPI", "bloomberg": "Bloomberg",
    "kyodo": "Kyodo", "kyodo news": "Kyodo", "pa media": "PA Media", "pa": "PA Media",
    "press association": "PA Media", "sid": "SID", "epd": "epd", "kna": "KNA", "lusa": "Lusa",
    "belga": "Belga", "anp": "ANP", "ntb": "NTB", "tt": "TT", "ritzau": "Ritzau",
    "anadolu agency": "Anadolu", "anadolu": "Anadolu", "europa press": "Europa Press", "aap": "AAP",
    "canadian press": "The Canadian Press", "the canadian press": "The Canadian Press",
    "keystone-sda": "Keystone-SDA", "sda": "Keystone-SDA",
}  # fmt: skip
_AGENCY_LIKE = re.compile(
    r"^(?:[A-Z][\w.'’-]+ ){1,3}(?:Wire|Newswire|News Agency|Press Agency|News Service)$"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:staff|newsroom|editor(?:s|ial|in)?|redaktion|redaktionen|rédaction|redacci[oó]n|redazione|"
    r"redactie|redaktør|desk|team|news|nachrichten|agency|agenc(?:y|ies)|correspondent(?:in)?s?|"
    r"korrespondent(?:in)?|reporters?|report|admin|wire|service|press|presse|contributors?|media|"
    r"magazine|online|guest|author|webdesk|bureau|publisher|unknown|null|none|columnist|journalist|"
    r"chief|director|producer|board|network|tv|radio|zeitung|times|daily|post|tribune|gazette|"
    r"herald|chronicle|updated|published|posted|photography|photos?|styled|min(?:ute)?s? read|"
    r"comments?|subscribe|follow|share|e-?mail|senior|special|university|professor|week|"
    r"group|inc|ltd|gmbh|published|veröffentlicht|stand|today|yesterday)\b|"
    r"[@\d<>{}\[\]=#]|://|www\.|\w\.(?:[a-z]{2,4})$",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\((?:Reuters|AP|AFP|dpa|EFE|ANSA|Xinhua|UPI|PTI|IANS)(?:/\w+)?\)\s*[-–—]")
_MOST_CHARS = 50
_MOST_WORDS = 6


def split_names(byline: str) -> list[str]:
    """The names in a byline, without "By"; what stands in brackets after a name is left out."""
    plain = re.sub(r"\([^)]*\)", " ", _BY.sub("", byline))
    # Commas bind closer than line breaks: each line may have a "By" of its own.
    parts = [_BY.sub("", part) for part in _BETWEEN.split(plain)]
    names = [_TRAILING.sub("", part.strip(" .,:–—-\t")) for part in parts]
    return [_in_mixed_case(name) for name in names if name and not _HONOURS.match(name)]


def _in_mixed_case(name: str) -> str:
    """Turns "JANE O'NEIL" into "Jane O'Neil"; what is not all capitals stays, and so do short codes."""
    if not name.isupper() or len(name.split()) < 2 or not name.isascii():
        return name
    return re.sub(r"[A-Z]+", lambda match: match[0].capitalize(), name)


def agency_in(name: str) -> str | None:
    """The agency that a name is, None when it is none."""
    known = _AGENCIES.get(name.casefold().strip())
    return known or (name if _AGENCY_LIKE.match(name) else None)


def is_person(name: str, not_people: Collection[str] = ()) -> bool:
    """Whether it can be a person's name: no address, no desk, not the site (`not_people`)."""
    words = name.split()
    if not 2 <= len(name) <= _MOST_CHARS or len(words) > _MOST_WORDS or _NOT_A_PERSON.search(name):
        return False
    if name.isascii() and (name.islower() or (len(words) == 1 and name.isupper())):
        return False  # a user name, or an organisation's letters
    key = re.sub(r"\W+", "", name.casefold()).removeprefix("the")
    return any(map(str.isalpha, name)) and key not in not_people


def credited_agency(text: str) -> str | None:
    """The agency in the dateline: "KYIV (Reuters) –"; None without one."""
    match = _CREDIT.search(text[:200])
    return match[0].partition(")")[0].strip("( ").partition("/")[0] if match else None
