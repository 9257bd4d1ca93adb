"""What a publisher says against text and data mining, and what of it keeps us from a page.

Sources: TDM Reservation Protocol (W3C community group), headers and meta elements, of which the
latter count; the `noai` of robots meta elements and X-Robots-Tag; Content Signals and the drafts of
Content-Usage in robots.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

# `honour`: leave pages whose publisher reserves what Dateline does. `strict`: also those that only
# forbid the training of models. `record`: note what was said, and go on.
OptOuts = Literal["honour", "strict", "record"]

_MINING: Final = ("tdm-reservation=1", "noai", "ai-input=no")
_TRAINING: Final = ("ai-train=no", "train-ai=n", "noimageai")
# Directives of X-Robots-Tag that have a colon of their own; before any other stands a robot's name.
_WITH_COLON: Final = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_META = re.compile(rb"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_SIGNS: Final = (b"noai", b"noimage", b"tdm-res")


def reserved(signals: Iterable[str], opt_outs: OptOuts) -> str | None:
    """The first signal that keeps us from a page, as a reason; None when none does."""
    counting = {"honour": _MINING, "strict": (*_MINING, *_TRAINING), "record": ()}[opt_outs]
    for signal in signals:
        if signal.partition(" ")[0] in counting:
            return f"publisher reserves text and data mining: {signal}"
    return None


def page_signals(
    headers: Iterable[tuple[str, str]], head: bytes, robot_name: str
) -> tuple[str, ...]:
    """What a page's headers and the beginning of its HTML say, as `name (where)`.

    `head` is the decoded beginning; what a page says after it is not seen. A reservation in a meta
    element supersedes the header's (TDMRep, processing priority).
    """
    reservation, found = "", []
    for name, value in headers:
        match name.lower():
            case "tdm-reservation":
                reservation = f"tdm-reservation={value.strip()} (header)"
            case "x-robots-tag":
                found += [f"{word} (X-Robots-Tag)" for word in _robots_tag(value, robot_name)]
    for name, content in _meta_elements(head):
        if name == "tdm-reservation":
            reservation = f"tdm-reservation={content.strip()} (meta)"
        elif name in ("robots", robot_name.lower()):
            found += [f"{word} (meta {name})" for word in _directives(content)]
    if reservation.startswith("tdm-reservation=1 "):
        found.insert(0, reservation)
    return tuple(dict.fromkeys(found))


def robots_signals(text: str, robot_name: str) -> tuple[tuple[str, str], ...]:
    """(path, signal) of the robots.txt group that is for the robot, else of the one for all.

    A signal without a path of its own is for every path.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    is_open = False  # whether the lines before this one named agents
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            for agent in agents:
                groups.setdefault(agent, [])
        elif field:
            is_open = False
            if field in ("content-signal", "content-usage"):
                for agent in agents:
                    groups[agent] += _usage(value)
    return tuple(groups.get(robot_name.lower(), groups.get("*", [])))


def signals_for(path: str, signals: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Those of a host's signals that are for `path`."""
    return tuple(dict.fromkeys(s for prefix, s in signals if path.startswith(prefix)))


def _usage(value: str) -> list[tuple[str, str]]:
    """`[path] name=value, name=value`, those that refuse something."""
    path = "/"
    if value.startswith("/"):
        path, _, value = value.partition(" ")
    pairs = (re.sub(r"\s", "", part).lower() for part in value.split(","))
    return [(path, f"{pair} (robots.txt)") for pair in pairs if pair in (*_MINING, *_TRAINING)]


def _robots_tag(value: str, robot_name: str) -> list[str]:
    agent, colon, rest = value.partition(":")
    if colon and agent.strip().lower() not in _WITH_COLON:
        return _directives(rest) if agent.strip().lower() == robot_name.lower() else []
    return _directives(value)


def _directives(content: str) -> list[str]:
    words = (word.strip().lower() for word in content.split(","))
    return [word for word in words if word in ("noai", "noimageai")]


def _meta_elements(head: bytes) -> Iterable[tuple[str, str]]:
    """Name and content of the meta elements that may matter, before the page's body."""
    # The beginning of the body first: looking through all of it would cost more than the fetch.
    end = head.find(b"<body")
    opening = head[: end if end >= 0 else None]
    lower = opening.lower()
    if not any(sign in lower for sign in _SIGNS):
        return
    if end < 0 and b"<body" in lower:
        opening = opening[: lower.find(b"<body")]
    opening = _COMMENT.sub(b"", opening)
    for element in _META.findall(opening):
        values = {
            match[1].lower(): match[2] or match[3] or match[4] or b""
            for match in _ATTRIBUTE.finditer(element)
        }
        name, content = values.get(b"name", b""), values.get(b"content", b"")
        yield name.strip().lower().decode("latin-1"), content.decode("latin-1")
