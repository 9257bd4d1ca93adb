"""Get one URL: redirects followed, temporary failures tried again, every answer archived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus

import aiohttp
from yarl import URL

from tasks.fetching.archive import Archived, ArchiveWriter, Place
from tasks.fetching.clock import Clock
from tasks.fetching.exchange import Exchange, NoResponseError, Request, send
from tasks.fetching.opt_out import page_signals, reserved
from tasks.fetching.pace import Pace
from tasks.fetching.policy import FetchPolicy
from tasks.fetching.retry import SOFT, TEMPORARY, backoff, is_overrun, is_temporary, retry_after
from tasks.fetching.robots import Refusal
from tasks.fetching.urls import host_of, is_redirect, read_address, redirect_of

# Says why a URL must not be asked for (robots.txt, say); None when it may be.
Gate = Callable[[URL], Awaitable[Refusal | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What to get. `conditions` are request headers that allow the answer 304, `known_place` is
    where the archive has the body that they stand for. `is_mined`: what the publisher says against
    text and data mining counts.
    """

    url: str
    gate: Gate
    max_bytes: int
    keep_body: bool = False
    conditions: dict[str, str] = field(default_factory=dict)
    known_place: Place | None = None
    is_mined: bool = False


@dataclass(slots=True)
class Download:
    """What came of one URL. `outcome` is fetched, unchanged, rejected, failed or skipped."""

    requested_at: datetime
    outcome: str = "failed"
    reason: str | None = None
    attempts: int = 0
    final_url: str | None = None
    status_code: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    elapsed_ms: int | None = None
    body_bytes: int | None = None
    payload_digest: str | None = None
    head: bytes = b""
    body: bytes = b""
    archived: Archived | None = None
    weight: str | None = None
    signals: tuple[str, ...] = ()
    rest_s: float | None = None
    is_temporary: bool = False
    retry_after_s: float | None = None
    host: str = ""

    def forget_answer(self) -> None:
        """Drop what an earlier answer said: the last request brought none."""
        self.final_url = self.status_code = self.content_type = None
        self.etag = self.last_modified = self.body_bytes = self.payload_digest = None
        self.head = self.body = b""
        self.archived = None

    @property
    def record_id(self) -> str | None:
        """The id of the last answer's record; None when none was archived."""
        return self.archived.record_id if self.archived else None

    def end(self, outcome: str, reason: str | None, weight: str | None = None) -> None:
        """Set what came of it, and how lasting it is where the outcome does not tell."""
        self.outcome, self.reason, self.weight = outcome, reason, weight


@dataclass(frozen=True, slots=True)
class Downloader:
    """What every download of a run shares."""

    session: aiohttp.ClientSession
    policy: FetchPolicy
    pace: Pace
    archive: ArchiveWriter
    clock: Clock

    async def get(self, target: Target) -> Download:
        """What came of the target; `body` is filled if it is to be kept.

        Never raises for what a server does; `OSError` when the archive cannot be written.
        """
        download = Download(requested_at=self.clock.now())
        for attempt in range(1, self.policy.retries + 2):
            download.is_temporary, download.retry_after_s = False, None
            await self._follow(target, download)
            if not (download.is_temporary and await self._wait(download, attempt)):
                break
        if download.attempts:
            download.rest_s = self.pace.rest_s(download.host)
        return download

    async def _wait(self, download: Download, attempt: int) -> bool:
        """Wait before the next attempt; False when there is to be none."""
        wait_s = backoff(attempt, self.policy.backoff_s)
        asked_s = download.retry_after_s
        if asked_s is not None and asked_s > self.policy.max_wait_s:
            download.reason = f"{download.reason}; asks to come back after {asked_s:.0f} s"
            self.pace.close(download.host, f"host asks to come back after {asked_s:.0f} s")
            return False
        if asked_s is not None:
            self.pace.hold(download.host, asked_s)
            wait_s = asked_s
        if attempt > self.policy.retries:
            return False
        await self.clock.sleep(wait_s)
        return True

    async def _follow(self, target: Target, download: Download) -> None:
        """Ask for the target and for what it redirects to; the last answer is recorded."""
        visited: set[URL] = set()
        next_url: str | None = target.url
        while next_url is not None:
            url = await self._next_address(next_url, target, visited)
            if isinstance(url, Refusal):
                download.end(url.outcome, url.reason, url.weight)
                return
            visited.add(url)
            request = Request(url, target.conditions, target.max_bytes, target.keep_body)
            exchange = await self._ask(request, download)
            if exchange is None:
                return
            with exchange.body:
                self._record(exchange, download, target)
            next_url = redirect_of(exchange.status, exchange.header("Location"), url)
            if next_url is None:
                self._judge(exchange, download, is_conditional=bool(target.conditions))

    async def _next_address(
        self, next_url: str, target: Target, visited: set[URL]
    ) -> URL | Refusal:
        """The URL to ask for, or why it is not asked for."""
        url, problem = read_address(next_url)
        if url is None:
            return Refusal("rejected", _of_redirect(problem, visited))
        if url in visited:
            return Refusal("failed", "redirects in a circle", SOFT)
        if len(visited) > self.policy.max_redirects:
            return Refusal("failed", f"redirects more than {self.policy.max_redirects} times", SOFT)
        refusal = await target.gate(url)
        if refusal is not None:
            return replace(refusal, reason=_of_redirect(refusal.reason, visited))
        return url

    async def _ask(self, request: Request, download: Download) -> Exchange | None:
        """The answer; None, and the reason in the download, when there is none."""
        host = host_of(request.url)
        download.host = host
        if self._is_closed(host, download):
            return None
        async with self.pace.turn(host):
            # Once more: the host may have been closed while this waited its turn.
            if self._is_closed(host, download):
                return None
            download.attempts += 1
            requested_at = self.clock.now()
            try:
                exchange = await send(self.session, request, policy=self.policy, clock=self.clock)
            except NoResponseError as error:
                url, reason = str(request.url), str(error)
                self.archive.write_failure(url, requested_at, reason, error.elapsed_ms)
                download.forget_answer()
                download.end("failed", str(error))
                download.elapsed_ms = error.elapsed_ms
                download.is_temporary = error.is_temporary
                if error.is_temporary:
                    self.pace.note_failure(host, str(error))
                return None
            if exchange.truncated in ("time", "disconnect"):
                self.pace.note_failure(host, exchange.fault or "")
            else:
                self.pace.note_answer(host)
            if is_overrun(exchange.status):
                self.pace.slow_down(host)
            return exchange

    def _is_closed(self, host: str, download: Download) -> bool:
        """Whether the host is asked nothing more; the download then says why."""
        closed = self.pace.closed(host)
        if closed is not None:
            download.end("skipped", closed, TEMPORARY)
        return closed is not None

    def _record(self, exchange: Exchange, download: Download, target: Target) -> None:
        """Archive the answer and note what it says of itself."""
        if exchange.truncated:
            exchange.body.cut()
        if target.is_mined and exchange.status == HTTPStatus.OK:
            name = self.policy.robot_name
            download.signals = page_signals(exchange.headers, exchange.body.head, name)
        refusal = reserved(download.signals, self.policy.opt_outs)
        if refusal is None:
            download.archived = self.archive.write_exchange(exchange, known=target.known_place)
        else:  # the page is not ours to keep: only that it was asked for
            at, elapsed_ms = exchange.requested_at, exchange.elapsed_ms
            self.archive.write_failure(exchange.url, at, refusal, elapsed_ms)
            download.archived = None  # what redirected to it is not where it lies
        download.final_url = exchange.url
        download.status_code = exchange.status
        download.content_type = exchange.header("Content-Type")
        download.etag = exchange.header("ETag")
        download.last_modified = exchange.header("Last-Modified")
        download.elapsed_ms = exchange.elapsed_ms
        has_body = exchange.body.body_bytes > 0
        download.body_bytes = exchange.body.body_bytes if has_body else None
        is_whole = has_body and exchange.fault is None and refusal is None
        download.payload_digest = exchange.body.digest if is_whole else None
        download.head = exchange.body.head
        download.body = exchange.body.decoded

    def _judge(self, exchange: Exchange, download: Download, *, is_conditional: bool) -> None:
        """Set the outcome that the last answer means."""
        status = exchange.status
        download.is_temporary = is_temporary(status) or exchange.is_network_fault
        download.retry_after_s = (
            retry_after(exchange.header("Retry-After"), self.clock.now())
            if is_temporary(status)
            else None
        )
        if status == 304 and is_conditional:
            download.end("unchanged", "not modified since it was last fetched")
        elif is_redirect(status):
            download.end("failed", f"HTTP {status} does not say where to go")
        elif not 200 <= status < 300:
            download.end("failed", f"HTTP {status} {exchange.phrase[:80]}".strip())
        elif exchange.fault is not None:
            is_cut = exchange.truncated in ("time", "disconnect")
            download.end("failed" if is_cut else "rejected", exchange.fault)
        elif status != 200:
            download.end("rejected", f"HTTP {status} carries no whole page")
        elif (refusal := reserved(download.signals, self.policy.opt_outs)) is not None:
            download.end("rejected", refusal)
        else:
            download.end("fetched", None)


def _of_redirect(problem: str, visited: set[URL]) -> str:
    return f"redirected to where it must not go: {problem}" if visited else problem
