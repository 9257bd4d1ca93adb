"""One request and its response, within limits of time and size."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import aiohttp
from yarl import URL

from tasks.fetching.addresses import PrivateAddressError
from tasks.fetching.body import Body, BodyError, is_known_encoding
from tasks.fetching.clock import Clock
from tasks.fetching.policy import FetchPolicy


class PeerResponse(aiohttp.ClientResponse):
    """A response that remembers which address it came from: a short one has let go of its
    connection by the time that anybody could ask.
    """

    ip_address: str | None = None

    async def start(self, connection: aiohttp.connector.Connection) -> Self:
        """Begin to read, as aiohttp does."""
        transport = connection.transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        self.ip_address = peer[0] if isinstance(peer, tuple) else None
        await super().start(connection)
        return self


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. `max_bytes` limits the decoded body; `keep_body` keeps it in memory."""

    url: URL
    headers: dict[str, str]
    max_bytes: int
    keep_body: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """One response. `truncated` is WARC's word for why the body is not whole, `fault` ours.

    The holder closes `body` when it was archived.
    """

    url: str
    ip_address: str | None
    requested_at: datetime
    request_headers: tuple[tuple[str, str], ...]
    version: str
    status: int
    phrase: str
    headers: tuple[tuple[str, str], ...]
    first_values: Mapping[str, str]  # of `headers`, by name in lower case
    body: Body
    elapsed_ms: int
    truncated: str | None = None
    fault: str | None = None
    is_network_fault: bool = False

    def header(self, name: str) -> str | None:
        """The first value of a response header, or None."""
        return self.first_values.get(name.lower())


class NoResponseError(Exception):
    """A request that brought no response. The text is a reason for the fetch's row."""

    def __init__(self, reason: str, *, is_temporary: bool, elapsed_ms: int) -> None:
        """`is_temporary`: asking again may help."""
        super().__init__(reason)
        self.is_temporary = is_temporary
        self.elapsed_ms = elapsed_ms


async def send(
    session: aiohttp.ClientSession, request: Request, *, policy: FetchPolicy, clock: Clock
) -> Exchange:
    """The response to one GET, redirects not followed.

    A response whose body breaks off, stalls or breaks a limit is returned as far as it came, with
    `fault` set. Raises `NoResponseError` when there is none.
    """
    requested_at, start = clock.now(), clock.monotonic()
    deadline = asyncio.get_running_loop().time() + policy.total_timeout_s
    try:
        async with asyncio.timeout(policy.answer_timeout_s):
            response = await session.get(
                request.url, headers=request.headers, allow_redirects=False
            )
    except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
        elapsed_ms = _milliseconds(clock.monotonic() - start)
        raise _no_response(error, policy, elapsed_ms) from error
    try:
        body, fault = await _read_body(response, request, deadline)
    finally:
        response.close()  # does nothing to a connection whose response was read to its end
    return _exchange(response, body, fault, requested_at, clock.monotonic() - start)


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: str
    truncated: str | None
    is_network: bool = False


async def _read_body(
    response: aiohttp.ClientResponse, request: Request, deadline: float
) -> tuple[Body, _Fault | None]:
    """The body as far as it came, and what is wrong when that is not all of it."""
    encoding = response.headers.get("Content-Encoding")
    is_known = is_known_encoding(encoding)
    body = Body(
        encoding=encoding if is_known else None,
        max_bytes=request.max_bytes,
        keep_decoded=request.keep_body,
    )
    if not is_known:
        return body, _Fault(f"content encoding {encoding!r:.60} was not asked for", "unspecified")
    try:
        if response.content.is_eof():  # came whole with its head: there is nothing to wait for
            body.add(response.content.read_nowait())
        else:
            async with asyncio.timeout_at(deadline):
                async for chunk in response.content.iter_any():
                    body.add(chunk)
        body.end()
    except BodyError as error:
        return body, _Fault(str(error), error.truncated)
    except TimeoutError:
        return body, _Fault("body did not end within the time limit", "time")
    except (aiohttp.ClientError, ConnectionError, ssl.SSLError) as error:
        reason = f"connection broke off in mid-body ({type(error).__name__})"
        return body, _Fault(reason, "disconnect", is_network=True)
    return body, None


def _exchange(
    response: aiohttp.ClientResponse,
    body: Body,
    fault: _Fault | None,
    requested_at: datetime,
    elapsed_s: float,
) -> Exchange:
    version = response.version
    sent = response.request_info.headers
    raw = response.raw_headers
    headers = tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])
    return Exchange(
        url=str(response.url),
        ip_address=response.ip_address if isinstance(response, PeerResponse) else None,
        requested_at=requested_at,
        request_headers=tuple(sent.items()),
        version=f"HTTP/{version.major}.{version.minor}" if version else "HTTP/1.1",
        status=response.status,
        phrase=response.reason or "",
        headers=headers,
        first_values={name.lower(): value for name, value in reversed(headers)},
        body=body,
        elapsed_ms=_milliseconds(elapsed_s),
        truncated=fault.truncated if fault else None,
        fault=fault.reason if fault else None,
        is_network_fault=fault.is_network if fault else False,
    )


def _no_response(error: Exception, policy: FetchPolicy, elapsed_ms: int) -> NoResponseError:
    """The error as one line that says what went wrong, and whether asking again may help."""
    cause = getattr(error, "os_error", None) or error
    is_temporary = True
    match cause:
        case PrivateAddressError():
            reason, is_temporary = f"refused: {cause}", False
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLError() | ssl.CertificateError():
            reason, is_temporary = f"TLS failed: {_one_line(cause)}", False
        case aiohttp.ConnectionTimeoutError():
            reason = f"no connection within {policy.connect_timeout_s:g} s"
        case TimeoutError():
            reason = f"no answer within {policy.answer_timeout_s:g} s"
        case ConnectionResetError():
            reason = "connection was reset"
        case aiohttp.ServerDisconnectedError():
            reason = "server closed the connection without an answer"
        case aiohttp.ClientResponseError():
            reason, is_temporary = f"answer is not valid HTTP: {_one_line(cause)}", False
        case ValueError():
            reason, is_temporary = f"cannot be asked for: {_one_line(cause)}", False
        case _:
            reason = f"no connection: {_one_line(cause)}"
    return NoResponseError(reason, is_temporary=is_temporary, elapsed_ms=elapsed_ms)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
