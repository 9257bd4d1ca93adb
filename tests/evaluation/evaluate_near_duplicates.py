"""Measures near duplicates: planted edits found, false groups among distinct articles, cost.

    DATELINE_DATA=... python tests/evaluation/evaluate_near_duplicates.py [--articles 5000]

Distinct articles are the texts of the page sets and corpora in the data folder, without those that
share a tenth of their six-word runs with one before (another test than the one that is measured);
where they are too few, texts of 400 words and more count as two, cut in the middle. An edited copy
has a share of its words replaced, left out, or others put between them, drawn from other articles;
copies come as a night of their own, and all distinct articles are what they are compared with.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.extraction.near_duplicates import group_duplicates
from tasks.extraction.text_signature import sign_text
from warehouse.arrow import to_arrow
from warehouse.connect import Location, Warehouse, open_warehouse
from warehouse.state import recent_signatures
from warehouse.tables import ARTICLES
from warehouse.tables.articles import ArticleRow
from warehouse.write import insert_rows

SHARES = (0.02, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.50)
_RUN = 6
_LEAST_WORDS = 60
_LONG_WORDS = 400
A_NIGHT, NIGHTS, TONIGHT = 500, 14, date(2026, 11, 20)
ARCHIVES = (14, 60)
Text = tuple[str, str]  # id, text
Edit = Callable[[list[str], float, random.Random, Sequence[str]], list[str]]


def read_texts(root: Path) -> Iterator[Text]:
    """Every article text in the data folder, as (id, text), in a fixed order."""
    for file in sorted(root.glob("pages/*/gold.jsonl")):
        for row in _rows(file):
            if row["text"]:
                yield f"{file.parent.name}/{row['id']}", str(row["text"])
    for file in sorted([*root.glob("claims/polnear/*.jsonl"), *root.glob("linking/*.jsonl")]):
        for row in _rows(file):
            yield f"{file.stem}/{row['id']}", str(row["text"])
    for file in sorted(root.glob("entities/*/*.jsonl")):
        documents: dict[str, list[str]] = defaultdict(list)
        for row in _rows(file):
            documents[str(row.get("doc", ""))] += row["tokens"]
        documents.pop("", None)
        for name, words in documents.items():
            yield f"{file.parent.name}/{name}", " ".join(words)


# Any: what a line of a public corpus holds.
def _rows(file: Path) -> Iterator[dict[str, object]]:
    # Not splitlines(), which takes U+2028 within a text for the end of a line.
    return (json.loads(line) for line in file.read_text("utf-8").split("\n") if line)


def distinct_articles(texts: Iterator[Text], wanted: int) -> list[Text]:
    """At most `wanted` articles no two of which share a tenth of the shorter one's word runs."""
    kept: list[Text] = []
    seen: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes: list[int] = []
    for article_id, text in texts:
        words = text.casefold().split()
        runs = {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
        shared = Counter(place for run in runs for place in seen.get(run, ()))
        if len(words) < _LEAST_WORDS or any(
            times >= 0.1 * min(len(runs), sizes[place]) for place, times in shared.items()
        ):
            continue
        for run in runs:
            seen[run].append(len(kept))
        kept.append((article_id, text))
        sizes.append(len(runs))
    return _cut_long(kept, wanted)[:wanted]


def _cut_long(articles: list[Text], wanted: int) -> list[Text]:
    """The articles, as many of the long ones halved as it takes."""
    missing, result = max(0, wanted - len(articles)), []
    for article_id, text in articles:
        words = text.split(" ")
        if missing and len(words) >= _LONG_WORDS:
            middle = len(words) // 2
            halves = " ".join(words[:middle]), " ".join(words[middle:])
            result += [(f"{article_id}#{n}", half) for n, half in enumerate(halves)]
            missing -= 1
        else:
            result.append((article_id, text))
    return result


def replace_words(
    words: list[str], share: float, rng: random.Random, others: Sequence[str]
) -> list[str]:
    """That share of the words are others now."""
    places = set(rng.sample(range(len(words)), round(share * len(words))))
    return [rng.choice(others) if place in places else w for place, w in enumerate(words)]


def leave_words_out(
    words: list[str], share: float, rng: random.Random, others: Sequence[str]
) -> list[str]:
    """That share of the words are gone."""
    places = set(rng.sample(range(len(words)), round(share * len(words))))
    return [word for place, word in enumerate(words) if place not in places]


def put_words_in(
    words: list[str], share: float, rng: random.Random, others: Sequence[str]
) -> list[str]:
    """As many others as that share of the words stand between them."""
    places = set(rng.sample(range(len(words)), round(share * len(words))))
    return [w for place, word in enumerate(words) for w in (
        (rng.choice(others), word) if place in places else (word,))]  # fmt: skip


EDITS: dict[str, Edit] = {
    "replaced": replace_words,
    "left out": leave_words_out,
    "put in": put_words_in,
}


def print_curve(articles: list[Text], copies: int) -> None:
    """Share of edited copies that join their original, for each kind and share of edits."""
    rng = random.Random(20261123)
    others = [word for _, text in rng.sample(articles, 500) for word in text.split()]
    originals = rng.sample(articles, copies)
    recent = [(i, i, s) for i, text in articles if (s := sign_text(text)) is not None]
    print(f"\nedited copies of {copies} articles that join their original, by share of words")
    print("words     " + "".join(f"{share:7.0%}" for share in SHARES))
    for name, edit in EDITS.items():
        cells = []
        for share in SHARES:
            night = [(f"copy of {i}", sign_text(" ".join(edit(t.split(), share, rng, others))))
                     for i, t in originals]  # fmt: skip
            groups = group_duplicates(night, recent)
            cells.append(sum(groups[f"copy of {i}"] == i for i, _ in originals) / copies)
        print(f"{name:10}" + "".join(f"{cell:7.3f}" for cell in cells), flush=True)
    cells = []
    for share in SHARES:
        night = [(f"copy of {i}", sign_text(_first_part(t, 1 - share))) for i, t in originals]
        groups = group_duplicates(night, recent)
        cells.append(sum(groups[f"copy of {i}"] == i for i, _ in originals) / copies)
    print(f"{'end cut':10}" + "".join(f"{cell:7.3f}" for cell in cells), flush=True)


def _first_part(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: round(share * len(words))])


def print_false_groups(articles: list[Text]) -> None:
    """The groups among distinct articles, all of them false."""
    new = [(article_id, sign_text(text)) for article_id, text in articles]
    start = time.process_time()
    groups = group_duplicates(new, [])
    cpu_s = time.process_time() - start
    false = [(i, group) for i, group in groups.items() if i != group]
    short = sum(signature is None for _, signature in new)
    print(f"{len(articles)} distinct articles ({short} too short to compare): {len(false)} in a "
          f"false group; {cpu_s:.2f} CPU-s as one night")  # fmt: skip
    for one, other in false:
        print(f"  {one} joined {other}")


def print_cost(articles: list[Text]) -> None:
    """CPU seconds of a night against the two weeks before it, in a short and in a long archive."""
    night, earlier = articles[:A_NIGHT], articles[A_NIGHT:]
    start = time.process_time()
    signed = [(article_id, sign_text(text)) for article_id, text in night]
    print(f"\na night of {len(night)}: signing {time.process_time() - start:.2f} CPU-s")
    older = [(i, text, sign_text(text)) for i, text in earlier]
    with (
        TemporaryDirectory() as folder,
        open_warehouse(Location.under(Path(folder) / "warehouse")) as warehouse,
    ):
        for nights_before in ARCHIVES:
            _add_nights(warehouse, older, nights_before)
            start = time.process_time()
            recent = list(recent_signatures(warehouse, TONIGHT - timedelta(days=NIGHTS)))
            read_s = time.process_time() - start
            group_duplicates(signed, recent)
            print(
                f"  archive of {nights_before:3} nights: {len(recent)} signatures of {NIGHTS} nights "
                f"read in {read_s:.2f} CPU-s, compared in "
                f"{time.process_time() - start - read_s:.2f} CPU-s",
                flush=True,
            )


def _add_nights(
    warehouse: Warehouse, articles: Sequence[tuple[str, str, str | None]], nights: int
) -> None:
    """Makes the archive `nights` long, going back from last night; nights it has stay."""
    for back in range(1, nights + 1):
        night = TONIGHT - timedelta(days=back)
        rows = [
            _article_row(f"{back}/{n}", night, *articles[(back * A_NIGHT + n) % len(articles)])
            for n in range(A_NIGHT)
        ]
        insert_rows(warehouse, {ARTICLES: to_arrow(ARTICLES, rows)})


def _article_row(number: str, night: date, _: str, text: str, signature: str | None) -> ArticleRow:
    return ArticleRow(
        article_version_id=number, article_id=number, run_id="r", night_date=night, source_id="s",
        fetch_id=number, url=number, canonical_url=number, kind="article", title=None, authors=(),
        agency=None, published_at=None, published_date=None, modified_at=None, language=None,
        site_name=None, section=None, image_url=None, text=text, text_chars=len(text),
        content_hash=number, duplicate_group_id=number, text_signature=signature, extractor="e",
        annotation_outcome="pending",
    )  # fmt: skip


def main() -> None:
    """Prints false groups, the curve of edits, and the cost of a night."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--copies", type=int, default=500, help="articles that are edited")
    options = parser.parse_args()
    if "DATELINE_DATA" not in os.environ:
        sys.exit("evaluate_near_duplicates: set DATELINE_DATA to the folder of texts")
    articles = distinct_articles(read_texts(Path(os.environ["DATELINE_DATA"])), options.articles)
    print_false_groups(articles)
    print_curve(articles, options.copies)
    print_cost(articles)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
