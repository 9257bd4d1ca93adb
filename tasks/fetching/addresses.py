"""Keep requests away from addresses that are not the public internet's.

The check sits where the socket is made, after every name was resolved: redirects, literal
addresses, odd spellings of them and names that change their address meanwhile (DNS rebinding)
all pass through it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")

AddressInfo = tuple[
    int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]
]


class PrivateAddressError(OSError):
    """A host resolved to an address that a publisher's server cannot have."""


def is_public(address: str) -> bool:
    """Whether `address` is globally reachable unicast (IANA special-purpose registries)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded_ipv4(ip)
    if inner is not None:
        ip = inner
    return ip.is_global and not ip.is_multicast


def _embedded_ipv4(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64), if it does."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def public_only_socket(info: AddressInfo) -> socket.socket:
    """A socket for a public address; `PrivateAddressError` for any other."""
    address = str(info[4][0])
    if not is_public(address):
        raise PrivateAddressError(f"address {address} is private, local or reserved")
    return any_socket(info)


def any_socket(info: AddressInfo) -> socket.socket:
    """A socket for whatever address a host has."""
    return socket.socket(family=info[0], type=info[1], proto=info[2])


def socket_factory(*, allow_private: bool) -> Callable[[AddressInfo], socket.socket]:
    """What makes the sockets of a run."""
    return any_socket if allow_private else public_only_socket
