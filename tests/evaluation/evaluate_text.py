"""Measures text and metadata against saved pages, beside trafilatura in the same run.

    DATELINE_DATA=... python tests/evaluation/evaluate_text.py [--set NAME] [--half tuned|other]
        [--misses FIELD]

Title is exact; `title~` counts it right as well where only capitals, punctuation or the kicker before
it are other (a page has several titles, and makers of gold differ). Authors are the exact set, date the day; time is the moment to the minute, where the gold
has it. Some gold counts agencies, desks and the outlet itself as authors: credits is the same gold
against all that the page credits, while authors holds our people against it as it stands.

The data folder holds `pages/<set>/gold.jsonl` (id, url, title, authors, published, text; null means
no gold) and `pages/<set>/pages/<id>.html.zst`. Outlets, not pages, are split in two halves by a
hash of the host: rules may be tuned on the one, and the other says what they are worth.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura
import zstandard

from tasks.extraction.page import extract_page

FIELDS = ("title", "title~", "authors", "credits", "date", "time")
_TOKEN = re.compile(r"\w+")
_LEAST_LIKE = 15


@dataclass(frozen=True)
class Gold:
    """One saved page and what ought to come out of it; None where nobody said."""

    page_id: str
    url: str | None
    title: str | None
    authors: list[str] | None
    published: str | None
    text: str | None
    body: bytes

    @property
    def half(self) -> str:
        """`tuned` or `other`: by outlet, so that no outlet is in both."""
        host = (urlsplit(self.url).hostname or self.page_id) if self.url else self.page_id
        outlet = host.removeprefix("www.").encode()
        return "tuned" if hashlib.sha256(outlet).digest()[0] % 2 == 0 else "other"


@dataclass(frozen=True)
class Answer:
    """What an extractor said of one page, and the CPU seconds it took.

    `credits` is None for an extractor that gives neither credits nor times.
    """

    title: str | None
    authors: list[str]
    date: str | None
    text: str
    cpu_s: float
    note: str = ""
    credits: list[str] | None = None
    time: datetime | None = None


def read_set(folder: Path) -> Iterator[Gold]:
    """The pages of one set."""
    unzip = zstandard.ZstdDecompressor()
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        packed = (folder / "pages" / f"{row['id']}.html.zst").read_bytes()
        body = unzip.decompressobj().decompress(packed)
        yield Gold(
            row["id"], row["url"], row["title"], row["authors"], row["published"], row["text"], body
        )


def ask_dateline(page: Gold) -> Answer:
    """Our own answer; the text of a rejected page counts as empty."""
    start = time.process_time()
    got = extract_page(page.body, url=page.url)
    cpu_s = time.process_time() - start
    date = got.published_date.isoformat() if got.published_date else None
    note = f"{got.status} {got.kind} {got.reason or ''}"
    return Answer(
        got.title,
        list(got.authors),
        date,
        got.text,
        cpu_s,
        note,
        credits=list(got.credits),
        time=got.published_at,
    )


def ask_trafilatura(page: Gold) -> Answer:
    """The baseline: trafilatura with its defaults, without readers' comments."""
    start = time.process_time()
    try:
        got = trafilatura.bare_extraction(
            page.body, url=page.url, include_comments=False, with_metadata=True
        )
    except Exception as error:  # noqa: BLE001 - a baseline that crashes has answered nothing
        print(f"trafilatura: {page.page_id}: {error!r}", file=sys.stderr)
        got = None
    cpu_s = time.process_time() - start
    assert not isinstance(got, dict)  # which it is only when asked for
    if got is None:
        return Answer(None, [], None, "", cpu_s)
    authors = [name.strip() for name in (got.author or "").split(";") if name.strip()]
    return Answer(got.title, authors, got.date, got.text or "", cpu_s)


def overlap(answer: str, gold: str) -> tuple[float, float]:
    """Precision and recall of the 4-word shingles of one page (scrapinghub's benchmark)."""
    found, wanted = shingles(answer), shingles(gold)
    if not found and not wanted:
        return 1.0, 1.0
    right = sum((found & wanted).values())
    precision = right / found.total() if found else 0.0
    return precision, right / wanted.total() if wanted else 0.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four words stands in a text; of a shorter text, the whole of it."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    size = min(4, len(words))
    return Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def is_right(field: str, page: Gold, answer: Answer) -> bool | None:
    """Whether one field is exactly right; None where there is no gold for it."""
    if field == "title":
        return None if page.title is None else _plain(page.title) == _plain(answer.title or "")
    if field == "title~":
        return None if page.title is None else _is_alike(page.title, answer.title or "")
    if field in ("authors", "credits"):
        names = answer.authors if field == "authors" else answer.credits
        if page.authors is None or names is None:
            return None
        return set(map(_plain, page.authors)) == set(map(_plain, names))
    if field == "time":
        return None if answer.credits is None else _is_same_minute(page.published, answer.time)
    return None if page.published is None else page.published[:10] == answer.date


def _is_alike(gold: str, answer: str) -> bool:
    """The same letters and digits, up to a kicker before one of them."""
    short, long = sorted(("".join(_TOKEN.findall(t.casefold())) for t in (gold, answer)), key=len)
    return short == long or (len(short) >= _LEAST_LIKE and long.endswith(short))


def _is_same_minute(gold: str | None, answer: datetime | None) -> bool | None:
    wanted = datetime.fromisoformat(gold) if gold and len(gold) > len("2026-11-20") else None
    if wanted is None or wanted.tzinfo is None:
        return None
    return answer is not None and abs(wanted - answer) < timedelta(minutes=1)


def _plain(text: str) -> str:
    return " ".join(text.split())


def score(pages: list[Gold], answers: list[Answer]) -> str:
    """One line of figures."""
    pairs = [overlap(a.text, p.text) for p, a in zip(pages, answers, strict=True) if p.text]
    cells = ["  -    -    -  "]
    if pairs:
        precision = sum(p for p, _ in pairs) / len(pairs)
        recall = sum(r for _, r in pairs) / len(pairs)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        cells = [f"{f1:.3f} {precision:.3f} {recall:.3f}"]
    for field in FIELDS:
        rights = [is_right(field, p, a) for p, a in zip(pages, answers, strict=True)]
        known = [right for right in rights if right is not None]
        cells.append(
            f"{sum(known) / len(known):6.3f} ({len(known):3})" if known else "     -      "
        )
    cpu_s = sum(a.cpu_s for a in answers)
    cells.append(f"{len(answers) / cpu_s:6.1f}")
    cells.append(f"{max(a.cpu_s for a in answers):6.2f}")
    return "  ".join(cells)


def print_misses(field: str, pages: list[Gold], answers: list[Answer]) -> None:
    """The wrong answers to one field, or the pages with the worst text."""
    rows = list(zip(pages, answers, strict=True))
    if field == "text":
        scored = [(sum(overlap(a.text, p.text)) / 2, p, a) for p, a in rows if p.text]
        for value, page, answer in sorted(scored, key=lambda row: row[0])[:40]:
            precision, recall = overlap(answer.text, page.text or "")
            print(
                f"  {value:.2f} p={precision:.2f} r={recall:.2f} {page.page_id} {answer.note} {page.url}"
            )
        return
    for page, answer in rows:
        if is_right(field, page, answer) is False:
            name = field.removesuffix("~")
            gold = page.authors if name == "credits" else page.published
            wanted = getattr(page, name, gold)
            got = getattr(answer, name)
            print(f"  {page.page_id} {page.url}\n    want {wanted!r}\n    got  {got!r}")


def main() -> None:
    """Prints the table of figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", action="append", help="only this set (may be repeated)")
    parser.add_argument("--half", choices=("tuned", "other"), help="only this half of the outlets")
    parser.add_argument("--misses", choices=(*FIELDS, "text"), help="list what was wrong")
    parser.add_argument("--ours-only", action="store_true", help="leave the baseline out")
    options = parser.parse_args()
    if "DATELINE_DATA" not in os.environ:
        sys.exit("evaluate_text: set DATELINE_DATA to the folder that holds pages/<set>/gold.jsonl")
    root = Path(os.environ["DATELINE_DATA"]) / "pages"
    engines: dict[str, Callable[[Gold], Answer]] = {
        "dateline": ask_dateline,
        "trafilatura": ask_trafilatura,
    }
    if options.ours_only:
        del engines["trafilatura"]
    print(
        f"{'set':17} {'half':6} {'pages':5} {'engine':12} {'F1    P     R':17}  "
        f"{'  '.join(f'{field:12}' for field in FIELDS)}  {'p/cpu-s':6} {'worst s':6}"
    )
    for name in options.set or sorted(
        p.name for p in root.iterdir() if (p / "gold.jsonl").exists()
    ):
        halves: dict[str, list[Gold]] = defaultdict(list)
        for page in read_set(root / name):
            halves[page.half].append(page)
        for half in sorted(halves, reverse=True):
            if options.half in (None, half):
                _report(name, half, halves[half], engines, options.misses)


def _report(
    name: str,
    half: str,
    pages: list[Gold],
    engines: dict[str, Callable[[Gold], Answer]],
    misses: str | None,
) -> None:
    for engine, ask in engines.items():
        answers = [ask(page) for page in pages]
        print(f"{name:17} {half:6} {len(pages):5} {engine:12} {score(pages, answers)}", flush=True)
        if misses and engine == "dateline":
            print_misses(misses, pages, answers)


if __name__ == "__main__":
    main()
