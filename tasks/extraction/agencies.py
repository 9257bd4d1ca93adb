"""News agencies: under which names they are credited, and what each is called here."""

from __future__ import annotations

import re

# By agency, the spellings met in bylines and credits, in lower case.
_SPELLINGS = {
    "AP": ("ap", "associated press", "the associated press", "ap news", "a.p."),
    "Reuters": ("reuters", "thomson reuters", "reuters news agency"),
    "AFP": ("afp", "agence france-presse", "agence france presse", "法新社"),
    "dpa": (
        "dpa", "deutsche presse-agentur", "deutsche presse agentur", "dpa-infocom", "dpa-afx",
        "dpa international",
    ),
    "APA": ("apa", "austria presse agentur", "apa austria presse agentur"),
    "Keystone-SDA": ("keystone-sda", "sda", "keystone-ats", "ats", "schweizerische depeschenagentur"),
    "ANSA": ("ansa", "agenzia ansa"),
    "AGI": ("agi",),
    "Adnkronos": ("adnkronos",),
    "EFE": ("efe", "agencia efe"),
    "Europa Press": ("europa press", "europapress"),
    "Lusa": ("lusa", "agência lusa", "agencia lusa"),
    "Agência Brasil": ("agência brasil", "agencia brasil"),
    "Télam": ("télam", "telam"),
    "Notimex": ("notimex",),
    "Prensa Latina": ("prensa latina",),
    "Xinhua": ("xinhua", "xinhua news agency", "新华社", "新華社"),
    "CNS": ("中新社", "china news service"),
    "CNA": ("中央社",),
    "Kyodo": ("kyodo", "kyodo news", "共同", "共同通信"),
    "Jiji": ("jiji", "jiji press", "時事", "時事通信"),
    "Yonhap": ("yonhap", "yonhap news agency", "연합뉴스"),
    "TASS": ("tass", "тасс"),
    "RIA Novosti": ("ria novosti", "риа новости"),
    "Interfax": ("interfax", "интерфакс"),
    "Ukrinform": ("ukrinform", "укринформ", "укрінформ"),
    "ANI": ("ani",),
    "PTI": ("pti", "press trust of india"),
    "IANS": ("ians",),
    "UNI": ("uni",),
    "APP": ("app", "associated press of pakistan"),
    "Antara": ("antara", "antara news"),
    "Bernama": ("bernama",),
    "UPI": ("upi", "united press international"),
    "Bloomberg": ("bloomberg", "bloomberg news"),
    "PA Media": ("pa media", "pa", "press association", "the press association", "pa news agency"),
    "The Canadian Press": ("canadian press", "the canadian press", "la presse canadienne"),
    "AAP": ("aap", "australian associated press"),
    "SID": ("sid", "sport-informations-dienst"),
    "epd": ("epd", "evangelischer pressedienst"),
    "KNA": ("kna", "katholische nachrichten-agentur"),
    "Belga": ("belga", "agence belga"),
    "ANP": ("anp",),
    "NTB": ("ntb", "©ntb"),
    "TT": ("tt", "tt nyhetsbyrån"),
    "Ritzau": ("ritzau", "/ritzau/"),
    "STT": ("stt", "stt-lehtikuva"),
    "PAP": ("pap", "polska agencja prasowa"),
    "ČTK": ("čtk", "ctk"),
    "MTI": ("mti",),
    "Anadolu": ("anadolu agency", "anadolu", "anadolu ajansı", "aa"),
    "DHA": ("dha", "demirören haber ajansı"),
    "WAM": ("wam",),
    "SPA": ("spa",),
}  # fmt: skip
# Words and given names where only the first letter is a capital: "Uni", "Sid".
_ALSO_WORDS = frozenset(
    ["aa", "aap", "agi", "ani", "apa", "app", "ats", "pa", "pap", "sid", "spa", "tt", "uni", "wam"]
)
_BY_SPELLING = {spelling: name for name, all_of in _SPELLINGS.items() for spelling in all_of}

_LIKE = re.compile(
    r"^(?:[A-Z][\w.'’-]+ ){1,3}(?:Wire|Newswire|News Agency|Press Agency|News Service)$"
)
# Only whole words that are nobody's surname: "Jane Doe Reuters", never "Jane Tass".
_AFTER_A_NAME = re.compile(
    r"(?<!\bthe)\s+[-–—|]?\s*(?=(?:(?:the\s+)?associated press|reuters|afp|dpa|agence france-presse|"
    r"bloomberg news|pa media|the canadian press|europa press)$)",
    re.IGNORECASE,
)
# In brackets after the place, as agencies open a dispatch; the capitals tell it from a word.
_DATELINE = re.compile(
    r"\((?P<name>Reuters|AP|AFP|AFP/\w+|dpa|dpa/\w+|dpa-AFX|APA|sda|EFE|ANSA|Xinhua|UPI|PTI|IANS|ANI|"
    r"Lusa|Kyodo|Bloomberg|CP|Yonhap|TASS|Interfax|ANTARA|Bernama|KNA|epd|SID|ČTK|PAP|Belga|NTB)"
    r"(?:/[\w-]+)*\)\s*[-–—.:]"
)
_DATELINE_CHARS = 200


def agency_in(name: str) -> str | None:
    """The agency that a name is; None when it is none."""
    spelling = " ".join(name.casefold().split())
    if spelling in _ALSO_WORDS and name.istitle():
        return None
    known = _BY_SPELLING.get(spelling)
    return known or (name if _LIKE.match(name) else None)


def part_agency(name: str) -> str:
    """Puts a comma before the agency that a byline carries after a name: "Jo Anders, Reuters"."""
    return _AFTER_A_NAME.sub(", ", name, count=1)


def credited_agency(text: str) -> str | None:
    """The agency in the dateline, "KYIV (Reuters) –"; None without one."""
    match = _DATELINE.search(text[:_DATELINE_CHARS])
    if match is None:
        return None
    name = match["name"].partition("/")[0]
    return {"CP": "The Canadian Press"}.get(name) or agency_in(name)
