"""Questions to a site in rounds: what to ask next depends on what came before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tasks.fetching.archive import open_archive
from tasks.fetching.client import open_fetcher
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.recall import recall_robots
from warehouse.tables.fetches import Candidate, Fetch

Answer = tuple[Fetch, bytes | None]
_SOURCE = "enquiry"


class Enquiry:
    """Asks one thing after the other, by robots.txt and the policy's rhythm, and nothing twice.

    `robots_fetches` are the rows of the robots.txt files that it asked for.
    """

    def __init__(self, policy: FetchPolicy, archive_dir: Path, night_date: date) -> None:
        """Asks for nothing yet; what comes is archived under `archive_dir`."""
        self.robots_fetches: list[Fetch] = []
        self._policy = policy
        self._archive_dir = archive_dir
        self._night_date = night_date
        self._rounds = 0
        self._answers: dict[str, Answer] = {}

    def ask(self, wanted: Sequence[tuple[str, str]]) -> list[Answer]:
        """The row of each (URL, resource), and the body where it is one to be read."""
        new = [(url, resource) for url, resource in wanted if url not in self._answers]
        if new:
            self._rounds += 1
            answers = asyncio.run(self._fetch(new))
            self._answers |= {url: a for (url, _), a in zip(new, answers, strict=True)}
        return [self._answers[url] for url, _ in wanted]

    def named_sitemaps(self) -> list[str]:
        """What the robots.txt files asked for so far name as sitemaps, in their order."""
        recalled = recall_robots(self._archive_dir, self.robots_fetches)
        rules = [robots.rules for robots in recalled.values() if robots.rules is not None]
        return list(dict.fromkeys(str(url) for each in rules for url in each.sitemaps))

    async def _fetch(self, wanted: Sequence[tuple[str, str]]) -> list[Answer]:
        robots = recall_robots(self._archive_dir, self.robots_fetches)
        run_id = f"{_SOURCE}-{self._rounds}"
        with open_archive(
            self._archive_dir,
            night_date=self._night_date,
            run_id=run_id,
            source_id=_SOURCE,
            opened_at=datetime.now(UTC),
        ) as archive:
            async with open_fetcher(
                policy=self._policy,
                archive=archive,
                run_id=run_id,
                night_date=self._night_date,
                robots=robots,
            ) as fetcher:
                answers = [await fetcher.fetch_listing(_candidate(*each)) for each in wanted]
                self.robots_fetches += fetcher.robots_fetches
        return answers


def _candidate(url: str, resource: str) -> Candidate:
    return Candidate(source_id=_SOURCE, url=url, resource=resource)
