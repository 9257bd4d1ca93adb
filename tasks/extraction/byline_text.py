"""What a byline's text says of its writers, made ready to be split into names."""

from __future__ import annotations

import re

from tasks.extraction.agencies import agency_in

# "By", in the languages that put it before a name. "From" is said of places and days as well.
WRITTEN_BY = r"by|von|par|por|di|door|af|av"
_OTHERS = (
    r"(?:(?:medically |fact-?\s?)?(?:reviewed|edited|checked|illustrated|photographed|styled|translated|"
    r"produced)|photo(?:graph(?:y|s))?s?|illustrations?|pictures?|videos?|graphics?|fotos?|bilder|"
    r"fotografie|infografik|redaktion|фото)\s*(?:by|von|par|por|di|:)(?=\s|$)"
)
_BY_OTHERS = re.compile(_OTHERS, re.IGNORECASE)
_THEN_BY_OTHERS = re.compile(
    rf"(?<=\S)(?<!\band)(?<!\bund)(?<!\boch)(?<!\bog)(?<!\bet)(?<!\ben)(?<!\b[eyiи])(?<!&)(?<!words,)(?<!text,)\s+{_OTHERS}",
    re.IGNORECASE,
)
_WIDE = str.maketrans("：／｜，；", ":/|,;", "")
_WIDE_BRACKETS = str.maketrans("（）【】", "()()")
_CJK = re.compile(r"[\u3400-\u9fff]")
# "Reporter", "text", "author", "our special correspondent" before a Chinese name; the word for text
# is a family name as well.
_CHINESE_BY = re.compile(
    r"^(?:(?:本|\w{1,6}?)[报報刊网網台社])?(?:特[约約派]|首席|实习|實習|見習|见习)?"
    r"(?:(?:记者|記者|作者|撰文|编译|編譯)\s*[:/|・]?|文(?:\s*[:/|・]|\s))\s*"
)
# "Reports from the capital", with or without the place.
_CHINESE_END = re.compile(
    r"(?:\s*[/|]\s*\S{0,6}|\s+\S{0,4}?)(?:报道|報導|報道|专访|專訪)$|(?:\s*[/|]\s*\S{0,6}|\s+)电$"
)
_CHINESE_OTHERS = re.compile(
    r"^(?:责任编辑|責任編輯|责编|编辑|編輯|校对|摄影|攝影|来源|來源)\s*[:/|]?"
)
_REVERSED = re.compile(r"([^\W\d_][\w'’-]+),\s+([^\W\d_][\w'’.-]+)")


def writers_text(byline: str) -> str:
    """The byline as far as it names who wrote; names in their usual order.

    Left out are those who edited or took the pictures, and what Chinese puts around a name.
    "Feld, Mara" is turned only where nothing else stands in the byline, or the like after ";".
    """
    wide = byline.translate(_WIDE)
    if _CJK.search(wide):
        return "\n".join(filter(None, map(_chinese_name, wide.splitlines())))
    plain = wide[: end_of_writers(wide)]
    turned = [_turned(part.strip()) for part in plain.split(";")]
    return plain if None in turned else "; ".join(filter(None, turned))


def _turned(name: str) -> str | None:
    """A name with the family name first, "Feld, Mara", turned; None for anything else."""
    match = _REVERSED.fullmatch(name)
    if match is None or agency_in(match[1]) or agency_in(match[2]):
        return None
    return f"{match[2]} {match[1]}"


def _chinese_name(line: str) -> str:
    line = line.translate(_WIDE_BRACKETS).strip()
    line = line[1:-1] if line.startswith("(") and line.endswith(")") else line
    return "" if _CHINESE_OTHERS.match(line) else _CHINESE_END.sub("", _CHINESE_BY.sub("", line))


def end_of_writers(text: str) -> int:
    """Where a byline goes on with those who have not written: "Edited by", "Photography by"."""
    other = _THEN_BY_OTHERS.search(text)
    return len(text) if other is None else other.start()


def is_by_others(text: str) -> bool:
    """Whether it names those only who have not written."""
    return _BY_OTHERS.match(text) is not None


def without_writing(credit: str) -> str | None:
    """Who is credited with pictures or the like in "Photography by NAME"; None for other credits."""
    match = _BY_OTHERS.match(credit)
    return credit[match.end() :] if match else None
