"""Add an outlet by its address: find its listings, try some articles, write its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.outlets.new_outlet import outlet_path, slug
from flows.outlets.outlet_file import outlet_id, write_outlet
from flows.outlets.sampling import Sample, sample_articles, trial_night
from flows.preparation import read_outlets_offline
from flows.settings import Settings, SettingsError
from flows.stages import fetch_policy
from tasks.find_listings import Finding, NothingFoundError, find_listings
from tasks.night import Night
from tasks.sources.choice import newest_first
from tasks.sources.outlet import Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """An outlet that was found: its file, not yet written, and some of its articles."""

    outlet: Outlet
    file: Path
    text: str
    finding: Finding
    samples: tuple[Sample, ...]


def find_outlet(
    url: str,
    *,
    settings: Settings,
    name: str | None,
    is_forced: bool,
    now: datetime,
    folder: Path,
    samples: int,
    tell: Callable[[str], None],
) -> Addition:
    """The outlet at `url`, with `samples` of its articles tried.

    `name` is what to call it; the file is named after it. What is fetched goes into `folder`. Unless
    `is_forced`, raises `SettingsError` for a file that is there, a listing that another outlet is
    read from, and an outlet none of whose samples is an article; in any case for an address where
    nothing is found.
    """
    night = trial_night(settings.today(now), folder)
    try:
        finding = find_listings(url, policy=fetch_policy(settings), night=night, now=now, tell=tell)
    except NothingFoundError as error:
        raise SettingsError(str(error)) from error
    outlet = _outlet(finding, name, settings)
    file = outlet_path(settings, outlet.source_id, is_forced=is_forced)
    if not is_forced:
        _refuse_a_second_time(outlet, settings)
    tell(f"asking {samples} articles")
    taken = _sample(finding, outlet, settings, night, samples)
    if not is_forced and all(sample.article is None for sample in taken):
        raise SettingsError(
            f"{url}: {len(outlet.listings)} listings found, but none of {len(taken)} sample pages "
            f"is an article ({taken[0].fetch.reason}); --force writes the file all the same"
        )
    finding = replace(finding, language=finding.language or _language_of(taken))
    text = write_outlet(
        finding, source_id=outlet.source_id, name=outlet.name, found_on=night.night_date
    )
    return Addition(outlet=outlet, file=file, text=text, finding=finding, samples=tuple(taken))


def write_addition(addition: Addition) -> None:
    """Write the outlet's file, whole or not at all. Raises `OSError` where it cannot be written."""
    addition.file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = addition.file.with_suffix(".toml.part")
    try:
        unfinished.write_text(addition.text, encoding="utf-8")
        unfinished.replace(addition.file)
    finally:
        unfinished.unlink(missing_ok=True)


def _outlet(finding: Finding, name: str | None, settings: Settings) -> Outlet:
    """The outlet as its file will have it. A name that is a slug names the file only."""
    is_slug = name is not None and slug(name) == name
    shown = (None if is_slug else name) or finding.name or urlsplit(finding.home_url).netloc
    return Outlet(
        source_id=slug(name) if name else outlet_id(finding, shown),
        name=shown,
        home_url=finding.home_url,
        feeds=tuple(offer.url for offer in finding.chosen if offer.kind == "feed"),
        sitemaps=tuple(offer.url for offer in finding.chosen if offer.kind == "sitemap"),
        delay_s=settings.fetching.delay_s,
    )


def _refuse_a_second_time(outlet: Outlet, settings: Settings) -> None:
    if not any(settings.sources.directory.glob("*.toml")):
        return
    for other in read_outlets_offline(settings):
        shared = set(other.listings) & set(outlet.listings)
        if shared:
            raise SettingsError(
                f"{min(shared)}: the outlet {other.source_id} is read from it already; "
                "--force adds it all the same"
            )


def _language_of(samples: Sequence[Sample]) -> str | None:
    """The language of most samples."""
    said = Counter(s.article.language for s in samples if s.article and s.article.language)
    return said.most_common(1)[0][0] if said else None


def _sample(
    finding: Finding, outlet: Outlet, settings: Settings, night: Night, samples: int
) -> list[Sample]:
    pages = {page.url: page for offer in finding.chosen for page in offer.pages}
    newest = newest_first(pages.values())[:samples]
    return sample_articles(outlet, newest, settings=settings, night=night, robots=finding.robots)
