"""What robots.txt allows (RFC 9309), and how long it asks to rest between requests."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from tasks.fetching.opt_out import robots_signals
from tasks.fetching.retry import TEMPORARY

# RFC 9309, 2.5: at least this much is read; the rest of a longer file is not.
MAX_ROBOTS_BYTES = 512_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a URL is not asked for, as its row gives it: `skipped` by rule, `failed` by fault.

    `weight` is set where the reason may be gone another night (see `retry.weigh`).
    """

    outcome: str
    reason: str
    weight: str | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `refusal` says why nothing is allowed; with no rules all is."""

    rules: Protego | None = None
    refusal: Refusal | None = None
    text: str = ""  # of the file, for what it says beside its rules

    def refuses(self, url: str, robot_name: str) -> Refusal | None:
        """Why `url` must not be fetched by the robot of that name; None when it may."""
        if self.refusal is not None:
            return self.refusal
        if self.rules is None or self.rules.can_fetch(url, robot_name):
            return None
        return Refusal("skipped", "robots.txt does not allow it")

    def signals(self, robot_name: str) -> tuple[tuple[str, str], ...]:
        """What the file says of the use of pages: (path, signal), see `opt_out`."""
        return robots_signals(self.text, robot_name)

    def delay_s(self, robot_name: str) -> float:
        """Seconds to rest between two requests, by Crawl-delay or Request-rate; 0 if neither."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(robot_name)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.rules.crawl_delay(robot_name) or 0.0, by_rate)


def read_robots(status: int | None, body: bytes, reason: str | None) -> Robots:
    """The rules that an answer to /robots.txt means (RFC 9309, 2.3.1).

    `status` is None when no answer came. A client error means that there are no rules; a server
    error, a rate limit or no answer means that nothing may be fetched, with `reason` in the words
    of it.
    """
    if status is not None and 200 <= status < 300:
        if len(body) >= MAX_ROBOTS_BYTES:  # the last line may be half a rule
            body = body[:MAX_ROBOTS_BYTES].rpartition(b"\n")[0]
        text = body.decode("utf-8-sig", errors="replace")
        return Robots(rules=Protego.parse(text), text=text)
    if status is not None and (300 <= status < 500 and status != 429):
        return Robots()
    outcome = "failed" if status is None else "skipped"
    problem = f"robots.txt cannot be read, so nothing is allowed: {reason}"
    return Robots(refusal=Refusal(outcome, problem, TEMPORARY))
