"""The world's hosts and pages, the same for the same seed: what each does, and what must come of it.

Server and visitor make the plan each for itself. What may be asked for follows from how a path was
made, never from reading the rules: the judge is not to err together with the judged.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

AGENT = "Dateline/0.1"
LIMIT_BYTES = 400_000  # the visitor's limit of a body; "huge" pages are above it
OUTLET_HOSTS = 5  # hosts that one outlet's pages lie on
LIMITED_GAP_S = 1.9  # a limited host answers no request sooner after the last than this
RETRY_AFTER_S = 2

OPEN_RULES = "User-agent: *\nDisallow:\n"
WALLED_RULES = """User-agent: *
Disallow: /

User-agent: Dateline
Disallow: /print/
Disallow: /*/private/
Disallow: /*.pdf$
Disallow: /*?*share=
Allow: /print/open/
"""
FORBIDDEN_PATHS = ("/print/{}", "/news/private/{}", "/files/{}.pdf", "/news/{}?ref=a&share=mail")
ALLOWED_PATHS = ("/print/open/{}", "/privates/{}", "/files/{}.pdf.html", "/news/{}?shared=no")

# Of 200 hosts, how many are of each kind. The rules of each are in `_make_host`.
KINDS = {
    "steady": 106,  # answers
    "brisk": 10,  # answers, and belongs to an outlet that sets no delay
    "slow": 10,  # takes its time for the head, then again for the second half of the body
    "flaky": 12,  # 500 at the first request for a page
    "down": 6,  # 500 at every request
    "silent": 4,  # closes the connection without a word
    "breaking": 4,  # closes some connections in mid-body
    "moving": 14,  # redirects: well, in a circle, and to what robots.txt forbids
    "limited": 6,  # 429 with Retry-After in seconds when asked too soon
    "busy": 4,  # 503 with Retry-After as a date when asked too soon
    "tomorrow": 2,  # 429 with a Retry-After of a day
    "walled": 12,  # rules with wildcards, exceptions and a group of our own
    "patient": 4,  # Crawl-delay
    "unreadable": 3,  # robots.txt answers 503
    "hidden": 1,  # robots.txt closes the connection without a word
    "eternal": 2,  # Crawl-delay of two hours
}
# Kinds whose pages are all skipped or failed from the first on.
CLOSED = {
    "unreadable": "skipped",
    "hidden": "failed",
    "eternal": "skipped",
    "tomorrow": "",
    "silent": "",
}


@dataclass(frozen=True)
class Page:
    """`habit` is what the server does when it is asked; `outcome` what the row must say.

    An empty outcome means any but fetched: which one depends on when the host was given up.
    """

    number: int
    path: str
    habit: str = "page"
    outcome: str = "fetched"
    html_bytes: int = 0
    encoding: str = "gzip"
    target: str = ""  # where a redirect leads: a path, or a host and a path

    @property
    def is_forbidden(self) -> bool:
        """Whether robots.txt keeps it from being asked for."""
        return self.habit == "forbidden"


@dataclass(frozen=True)
class Host:
    """A host; `delay_s` is what its robots.txt asks for, `rules` its text, None when it has none."""

    name: str
    kind: str
    rules: str | None
    delay_s: float = 0.0
    pages: dict[str, Page] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Hosts by name, and the names of those whose pages one outlet lists."""

    hosts: dict[str, Host]
    outlets: list[list[str]]

    def listed_by(self, number: int) -> list[tuple[Host, Page]]:
        """The pages that an outlet lists: every other one of its first steady host is left to the
        outlet before it, so that the two must share the host's rhythm.
        """
        following = (number + 1) % len(self.outlets)
        own = [
            (self.hosts[name], page) for name in self.outlets[number] for page in self._pages(name)
        ]
        lent = self._shared_page_numbers(number)
        borrowed = self._shared_page_numbers(following)
        others = [(h, p) for h, p in self.pages if p.number in borrowed]
        return [(h, p) for h, p in own if p.number not in lent] + others

    def _pages(self, name: str) -> list[Page]:
        return [page for page in self.hosts[name].pages.values() if page.number >= 0]

    def _shared_page_numbers(self, number: int) -> set[int]:
        names = [name for name in self.outlets[number] if self.hosts[name].kind == "steady"]
        return {page.number for page in self._pages(names[0])[::2]} if names else set()

    @property
    def pages(self) -> list[tuple[Host, Page]]:
        """Every page that is listed, host by host; the targets of redirects are not listed."""
        return [(h, p) for h in self.hosts.values() for p in h.pages.values() if p.number >= 0]


def make_plan(seed: int, hosts: int, pages: int) -> Plan:
    """A world of `hosts` hosts, at least 40 of them for one of every kind, and `pages` pages."""
    rng = random.Random(seed)
    kinds = _deal_kinds(hosts)
    rng.shuffle(kinds)
    bounds = [pages * n // hosts for n in range(hosts + 1)]
    made: dict[str, Host] = {}
    for n, kind in enumerate(kinds):
        name = f"h{n:03d}.world.test"
        made[name] = _make_host(name, kind, range(bounds[n], bounds[n + 1]), rng)
    outlets = _deal_outlets(made)
    for names in outlets:
        _add_moves([made[name] for name in names])
    return Plan(made, outlets)


def make_speed_plan(seed: int, pages: int, sizes: tuple[int, int], encoding: str) -> Plan:
    """One host that answers every page at once; sizes of HTML are drawn between the two."""
    rng = random.Random(seed)
    drawn = {
        f"/news/{n}": Page(n, f"/news/{n}", html_bytes=rng.randint(*sizes), encoding=encoding)
        for n in range(pages)
    }
    return Plan({"": Host("", "steady", None, pages=drawn)}, [[""]])


def _deal_kinds(hosts: int) -> list[str]:
    total = sum(KINDS.values())
    counts = {kind: max(1, of_all * hosts // total) for kind, of_all in KINDS.items()}
    counts["steady"] += hosts - sum(counts.values())
    return [kind for kind, count in counts.items() for _ in range(count)]


def _deal_outlets(hosts: dict[str, Host]) -> list[list[str]]:
    """Five hosts each; those without a delay of their own are an outlet's whole set."""
    brisk = [name for name, host in hosts.items() if host.kind == "brisk"]
    others = [name for name in hosts if name not in brisk]
    return [
        names[start : start + OUTLET_HOSTS]
        for names in (others, brisk)
        for start in range(0, len(names), OUTLET_HOSTS)
    ]


def _add_moves(outlet: list[Host]) -> None:
    """Let every fifth page of a host that redirects lead to a steady host of the same outlet."""
    steady = next((host for host in outlet if host.kind == "steady"), None)
    for host in outlet:
        for page in [p for p in host.pages.values() if p.number >= 0 and p.number % 5 == 4]:
            if host.kind == "moving" and steady is not None:
                path = f"/from-elsewhere/{page.number}"
                moved = _replace(
                    page, habit="moves", outcome="fetched", target=f"//{steady.name}{path}"
                )
                host.pages[page.path] = moved
                steady.pages[path] = _replace(
                    page, number=-1, path=path, habit="page", outcome="fetched"
                )


def _make_host(name: str, kind: str, numbers: range, rng: random.Random) -> Host:
    pages = [_with_body(page, rng) for n in numbers for page in _PAGES.get(kind, _plain)(n, rng)]
    if kind in CLOSED:
        pages = [_replace(page, outcome=CLOSED[kind]) for page in pages]
    rules = {
        "walled": WALLED_RULES,
        "moving": "User-agent: *\nDisallow: /kept/\n",
        "patient": "User-agent: *\nCrawl-delay: 3\n",
        "eternal": "User-agent: dateline\nCrawl-delay: 7200\n",
    }.get(kind, rng.choice([None, OPEN_RULES]))
    delay_s = {"patient": 3.0, "limited": LIMITED_GAP_S, "busy": LIMITED_GAP_S}.get(kind, 0.0)
    return Host(name, kind, rules, delay_s, {page.path: page for page in pages})


def _replace(page: Page, **changes: object) -> Page:
    return Page(**{**page.__dict__, **changes})


def _with_body(page: Page, rng: random.Random) -> Page:
    """Sizes as of real pages (30 to 100 kB of HTML), with a few small and a few large ones."""
    size = rng.choice([2_000, *[rng.randint(30_000, 100_000)] * 8, 250_000])
    encoding = rng.choice(["gzip"] * 7 + ["deflate", "identity", "identity"])
    if page.habit == "huge":
        size = 2 * LIMIT_BYTES
    return _replace(page, html_bytes=size, encoding=encoding)


def _plain(n: int, rng: random.Random) -> list[Page]:
    path = f"/news/{n}"
    return [
        rng.choices(
            [
                Page(n, path),
                Page(n, path, "gone", "failed"),
                Page(n, path, "binary", "rejected"),
                Page(n, path, "huge", "rejected"),
            ],
            weights=[94, 3, 2, 1],
        )[0]
    ]


def _flaky(n: int, rng: random.Random) -> list[Page]:
    return [Page(n, f"/news/{n}", rng.choice(["page", "fails_first"]))]


def _breaking(n: int, rng: random.Random) -> list[Page]:
    return [Page(n, f"/news/{n}", "breaks", "failed") if n % 3 == 0 else Page(n, f"/news/{n}")]


def _moving(n: int, rng: random.Random) -> list[Page]:
    old, new = f"/old/{n}", f"/new/{n}"
    match rng.randrange(4):
        case 0:
            return [
                Page(n, old, "moves", "failed", target=new),
                Page(-1, new, "moves", target=old),
            ]
        case 1:
            kept = f"/kept/{n}"
            return [
                Page(n, old, "moves", "skipped", target=kept),
                Page(-1, kept, "forbidden", "skipped"),
            ]
        case _:
            return [Page(n, old, "moves", target=new), Page(-1, new)]


def _walled(n: int, rng: random.Random) -> list[Page]:
    if rng.random() < 0.5:
        return [Page(n, rng.choice(FORBIDDEN_PATHS).format(n), "forbidden", "skipped")]
    return [Page(n, rng.choice(ALLOWED_PATHS).format(n))]


_PAGES = {
    "slow": lambda n, rng: [Page(n, f"/news/{n}", "slow")],
    "brisk": lambda n, rng: [Page(n, f"/news/{n}", "slow")],
    "flaky": _flaky,
    "down": lambda n, rng: [Page(n, f"/news/{n}", "fails", "failed")],
    "silent": lambda n, rng: [Page(n, f"/news/{n}", "silent")],
    "breaking": _breaking,
    "moving": _moving,
    "tomorrow": lambda n, rng: [Page(n, f"/news/{n}", "tomorrow")],
    "walled": _walled,
}
