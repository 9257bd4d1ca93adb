"""An outlet that was found or tried, shown to a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from flows.outlets.adding import Addition
    from flows.outlets.sampling import Sample
    from flows.outlets.trial import HostRules, Trial
    from warehouse.tables.fetches import Fetch

# Wide enough for an address where the output is a file.
WIDTH = 140
FIRST_CHARS = 160


def open_console() -> Console:
    """Standard output, as wide as the terminal; where it is none, as wide as is readable."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def show_addition(console: Console, addition: Addition) -> None:
    """What was found, five of its articles, and what was left."""
    outlet = addition.outlet
    console.print(Text(outlet.name, style="bold"), outlet.home_url or "", soft_wrap=True)
    for offer in addition.finding.chosen:
        newest = f", newest of {offer.newest_at:%Y-%m-%d}" if offer.newest_at else ""
        line = f"  {offer.kind:8} {offer.url} ({len(offer.pages)} pages{newest})"
        console.print(line, soft_wrap=True, markup=False)
    if addition.finding.left:
        console.print(f"  {len(addition.finding.left)} more were found and left; the file says why")
    show_samples(console, addition.samples)


def show_trial(console: Console, trial: Trial) -> None:
    """What each listing gave, what robots.txt allows, some articles, and the verdict."""
    outlet = trial.outlet
    console.print(Text(outlet.name, style="bold"), outlet.home_url or "", soft_wrap=True)
    for row in trial.listings:
        _show_listing(console, row, trial)
    over = f", {trial.over_cap} more than its cap" if trial.over_cap else ""
    new = trial.pages - trial.known
    console.print(f"  {trial.pages} articles listed; {new} not fetched on earlier nights{over}")
    for rules in trial.rules:
        console.print(f"  robots.txt of {_ruled(rules)}", soft_wrap=True, markup=False)
    signals = ", ".join(trial.opt_outs) or "none met"
    console.print(f"  opt-out of text and data mining: {signals}", soft_wrap=True, markup=False)
    show_samples(console, trial.samples)
    is_usable, verdict = trial.verdict
    console.print(Text(verdict, style="bold green" if is_usable else "bold red"), soft_wrap=True)


def show_samples(console: Console, samples: Sequence[Sample]) -> None:
    """A table of articles: when, and what was made of each."""
    if not samples:
        return
    table = Table(show_lines=True, title_justify="left")
    table.add_column("Published", no_wrap=True)
    table.add_column("Article", overflow="fold")
    for sample in samples:
        table.add_row(_when(sample), _told(sample))
    console.print(table)


def _show_listing(console: Console, row: Fetch, trial: Trial) -> None:
    count = trial.listed.get(row.url, 0)
    gave = f" {count} pages" if count else ""
    reason = f" ({row.reason})" if row.reason else ""
    line = f"  {row.outcome:9} {row.resource:8} {row.url}{gave}{reason}"
    console.print(line, soft_wrap=True, markup=False)


def _ruled(rules: HostRules) -> str:
    if rules.refusal is not None:
        return f"{rules.host}: {rules.refusal}"
    allowed = f"allows {rules.pages - rules.forbidden} of the {rules.pages} pages listed"
    return f"{rules.host}: {allowed}; {rules.rest_s:g} s of rest between two requests"


def _when(sample: Sample) -> str:
    article = sample.article
    listed = sample.listed.published_at
    if article is None:
        return f"{listed:%Y-%m-%d %H:%M}" if listed else "no date"
    if article.published_at is not None:
        return f"{article.published_at:%Y-%m-%d %H:%M %z}".strip()
    return str(article.published_date or "no date")


def _told(sample: Sample) -> Text:
    """Title, authors, language and length, address, first words; else why there is no article."""
    article = sample.article
    if article is None:
        told = Text(sample.listed.title or "no title")
        told.append(f"\n{sample.fetch.outcome}: {sample.fetch.reason}", style="red")
        return told.append(f"\n{sample.listed.url}", style="dim")
    told = Text(article.title or "no title", style="bold")
    if sample.listed.title and sample.listed.title != article.title:
        told.append(f"\nlisted as: {sample.listed.title}", style="not bold dim")
    by = ", ".join(article.authors) or "no author"
    facts = f"{by} | {article.language or 'language unknown'} | {article.text_chars} characters"
    told.append(f"\n{facts}", style="not bold")
    told.append(f"\n{article.canonical_url}", style="not bold dim")
    first = shorten(article.text[: 2 * FIRST_CHARS], FIRST_CHARS, placeholder=" …")
    return told.append(f"\n{first}", style="not bold italic")
