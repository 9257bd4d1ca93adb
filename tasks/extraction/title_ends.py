"""What stands around a headline: the site's name, its sections, kickers and buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from tasks.extraction.text_key import key_of

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|｜ㅣ]\s*|\s+:\s+")
# Chinese, Japanese and Korean need no blanks around the mark.
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_CJK_SEPARATOR = re.compile(
    rf"{_SEPARATOR.pattern}|(?<={_CJK})[-_：](?=\S)|(?<=\S)[-_：](?={_CJK})"
)
_HAS_CJK = re.compile(_CJK)
_PIPE = re.compile(r"\s*[|｜ㅣ]\s*")
# What parts a kicker from its headline, at the kicker's end.
_KICKER_END = re.compile(r"(?:[:：|]|\s[-–—•·»])\s*$")
_BUTTON_CHARS = 20
_MOST_END_WORDS, _LEAST_WORDS, _LEAST_CHARS = 4, 3, 12


def site_keys(names: Iterable[str | None], urls: Iterable[str | None]) -> set[str]:
    """The site's names and its hosts' in one spelling: lower case, letters and digits only."""
    keys = {title_key(name) for name in names if name}
    for url in urls:
        host = re.sub(r"^\w+://", "", url or "").partition("/")[0].removeprefix("www.")
        keys |= {title_key(host), title_key(host.partition(".")[0])}
        keys.add(title_key(host.rpartition(".")[0]))
    return keys - {""}


def title_key(text: str) -> str:
    """One spelling of a headline or a name: its letters and digits, without "the" at the front."""
    return key_of(text).removeprefix("the")


def has_cjk(text: str) -> bool:
    """Whether there is Chinese, Japanese or Korean in it, whose words no blanks part."""
    return _HAS_CJK.search(text) is not None


def strip_site(title: str, names: Collection[str], folders: Collection[str]) -> str:
    """The title without the site's name and sections at its end, else without the name at its front.

    `names` is as `site_keys` gives it; `folders` are the keys of the address' folders: a part of the
    title that is also one of them is a section. What follows the site's name goes with it.
    """
    cuts = _cuts(title)
    for number, cut in enumerate(cuts):
        end = cuts[number + 1].start() if number + 1 < len(cuts) else len(title)
        front = title[: cut.start()].strip()
        is_site = title_key(title[cut.end() : end]) in names
        if is_site and front and not _is_section(front, title[end:]):
            return strip_site(front, names, folders)
    if cuts and title_key(title[cuts[-1].end() :]) in folders:
        return strip_site(title[: cuts[-1].start()].strip(), names, folders) or title
    for cut in cuts:
        if title_key(title[: cut.start()]) in names:
            return title[cut.end() :].strip() or title
    return title


def _is_section(front: str, rest: str) -> bool:
    """Whether one word stands before the site's name and the headline behind: "Sport | Post | ..."."""
    return len(front.split()) == 1 and not has_cjk(front) and len(rest.split()) > _LEAST_WORDS


def _cuts(title: str) -> list[re.Match[str]]:
    separator = _CJK_SEPARATOR if has_cjk(title) else _SEPARATOR
    return list(separator.finditer(title))


def strip_short_ends(title: str) -> str:
    """Without the short parts that stand behind bars, of a title that is long without them.

    "The headline | Opinion | by Mara Feld": what a page calls itself in its window's title alone.
    """
    cuts = list(_PIPE.finditer(title))
    while cuts:
        cut = cuts.pop()
        before, after = title[: cut.start()], title[cut.end() :]
        is_long = len(before.split()) >= _LEAST_WORDS or has_cjk(before)
        if len(after.split()) > _MOST_END_WORDS or not is_long or len(before) < _LEAST_CHARS:
            return title
        title = before
    return title


def strip_ends(title: str, others: Sequence[str]) -> str:
    """Without a kicker or an ending that another of the page's titles has not.

    "Politics | The headline" and "The headline - Region" become "The headline", unless another place
    has them as well; and so does "The headline Edit" where two others agree that it ends before: what
    follows is a button's.
    """
    for other, count in Counter(others).items():
        if count > 1 and title.startswith(other) and _is_button(title[len(other) :]):
            return other
    if any(_begins_with(other, title) for other in others):
        return title
    for cut in _cuts(title):
        for part in (title[cut.end() :], title[: cut.start()]):
            if part in others:
                return part
    return title


def _begins_with(title: str, beginning: str) -> bool:
    """Whether the whole of `beginning` opens the title, with the same or other marks in it."""
    one, other = (_SEPARATOR.sub("|", f"{text} | ") for text in (title, beginning))
    return one.startswith(other)


def _is_button(ending: str) -> bool:
    """Whether what follows a headline is no part of it: words of their own, none in small letters."""
    return ending[:1] == " " and len(ending) <= _BUTTON_CHARS and not ending[1:2].islower()


def with_kicker(heading: str, stated: Sequence[str]) -> str:
    """The heading with the kicker above it, where all that the page states has it.

    `stated` are the page's own titles: two places at least must agree, and none say otherwise.
    """
    if len(stated) < 2:
        return heading
    forms = list(_with_front(heading, stated))
    if len(forms) < len(stated) or len(set(map(title_key, forms))) > 1:
        return heading
    return Counter(forms).most_common(1)[0][0]


def title_parts(title: str) -> tuple[str, ...]:
    """The title, and its kicker and what follows, each as a line of its own may show them."""
    cut = re.search(r":\s+|\s+[|–—-]\s+", title)
    return (title, title[: cut.start()], title[cut.end() :]) if cut else (title,)


def _with_front(heading: str, stated: Iterable[str]) -> Iterator[str]:
    for title in stated:
        front, _, end = title.partition(heading)
        if _KICKER_END.search(front) and (not end or _SEPARATOR.match(end)):
            yield front + heading
