"""Addresses of the house: refused however they are reached."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from tasks.fetching import addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0x7f.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
        "0.0.0.0",
        "[::]",
    ],
)
def test_private_addresses_are_refused_however_they_are_spelt(visitor, host):
    url = f"http://{host}:9/a"
    night = visitor.visit(visitor.respond(), [url], allow_private_addresses=False)
    assert night.rows[url].outcome == "failed"
    reason = night.rows[url].reason
    # Odd spellings that are refused as such never become a connection.
    said = ("is private, local or reserved", "is not a canonical IPv4 address")
    assert any(words in reason for words in said), reason
    assert night.server.log == []


def test_a_redirect_to_a_private_address_is_refused(visitor, monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    moved = visitor.respond(b"", status="302 Found", Location="http://127.0.0.2:9/admin")
    night = visitor.visit(moved, allow_private_addresses=False)
    assert night.rows["/a"].outcome == "failed"
    assert "127.0.0.2 is private, local or reserved" in night.rows["/a"].reason


class EveryNameIs(aiohttp.abc.AbstractResolver):
    """A look-up that gives every name the same address."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host, port=0, family=socket.AF_INET):
        found = {"hostname": host, "host": self.address, "port": port}
        return [{**found, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


def test_a_name_that_resolves_to_a_private_address_is_refused(visitor):
    # The check is made when the socket is, whatever the look-up said before (DNS rebinding).
    url = "http://rebind.example:9/a"
    resolver = EveryNameIs("127.0.0.1")
    night = visitor.visit(
        visitor.respond(), [url], allow_private_addresses=False, resolver=resolver
    )
    assert "address 127.0.0.1 is private" in night.rows[url].reason
    assert night.server.log == []


class RebindingNames(EveryNameIs):
    """A look-up whose first answer is public and whose later ones are not."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        found = await super().resolve(host, port, family)
        self.address = "127.0.0.2"
        return found


def test_a_domain_whose_names_come_to_lead_into_the_house_is_refused(visitor, monkeypatch):
    # 127.0.0.1 plays the public server.
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    resolver = RebindingNames("127.0.0.1")

    async def answer(asked, writer):
        port = asked.headers["Host"].rpartition(":")[2]
        moved = {"/a": f"http://one.example:{port}/b", "/b": f"http://two.example:{port}/inside"}
        return visitor.respond(b"", status="302 Found", Location=moved[asked.path])

    night = visitor.visit(
        answer, allow_private_addresses=False, resolver=resolver, honour_robots=False
    )
    assert night.server.paths == ["/a", "/b"]
    assert night.outcome("/a") == (
        "failed",
        "refused: address 127.0.0.2 is private, local or reserved",
    )


def test_urls_that_cannot_be_asked_for_are_rows_too(visitor):
    urls = [
        "ftp://x.example/",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://é\1/",
        "news",
    ]
    night = visitor.visit(visitor.respond(), urls)
    assert {row.outcome for row in night.rows.values()} == {"rejected"}
    assert all(row.reason and "\n" not in row.reason for row in night.rows.values())
