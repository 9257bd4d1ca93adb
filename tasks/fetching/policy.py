"""How a run behaves towards servers: its manners, its limits and its armour."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.fetching.opt_out import OptOuts


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """Times are seconds, sizes bytes of the decoded body. The defaults suit strangers' servers."""

    user_agent: str = "Dateline/0.1"
    contact: str | None = None  # an address or page where a publisher reaches the operator
    honour_robots: bool = True
    opt_outs: OptOuts = "honour"

    delay_s: float = 1.0  # between two requests to a host, from the end of one to the next
    per_host_concurrency: int = 2  # with a delay, requests to a host go one by one
    max_concurrency: int = 32  # over all hosts
    max_crawl_delay_s: float = 120.0  # a host that asks for more is left alone

    connect_timeout_s: float = 15.0
    first_byte_timeout_s: float = 30.0  # from asking, connection included, to the end of headers
    total_timeout_s: float = 90.0  # one request, body included

    max_body_bytes: int = 20_000_000
    max_feed_bytes: int = 10_000_000
    max_sitemap_bytes: int = 52_428_800  # the protocol's own limit
    max_redirects: int = 5
    allow_private_addresses: bool = False

    retries: int = 2  # after network errors, 5xx and 429 only
    backoff_s: float = 1.0  # doubled at each retry
    max_wait_s: float = 60.0  # longest wait for a retry; who asks for more gets no more requests
    host_failure_limit: int = 10  # network failures in a row after which a host is left alone

    @property
    def robot_name(self) -> str:
        """The product token that robots.txt rules address (RFC 9309, 2.2.1)."""
        return self.user_agent.partition("/")[0].strip()

    @property
    def user_agent_header(self) -> str:
        """The User-Agent header, with the contact where there is one."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    @property
    def answer_timeout_s(self) -> float:
        """Seconds until the headers must have come: no later than the whole answer."""
        return min(self.first_byte_timeout_s, self.total_timeout_s)
