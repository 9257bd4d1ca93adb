"""Servers whose certificate does not say who they are: refused before a byte is asked for."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

x509 = pytest.importorskip("cryptography.x509", reason="cryptography makes the certificates")
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


def build(subject: str, issuer: str, key, *, until: datetime, is_authority: bool = False):
    def name(text: str):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(LONG_AGO)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    )


@dataclass
class Authority:
    """Vouches for servers; `trusted` makes the fetcher believe it."""

    folder: Path

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        unsigned = build("Authority", "Authority", self.key, until=FAR_AHEAD, is_authority=True)
        self.certificate = unsigned.sign(self.key, hashes.SHA256())

    def vouch(self, *, for_address: str = "127.0.0.1", until: datetime = FAR_AHEAD):
        """A server's TLS context with a certificate that this authority signed."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(for_address))])
        unsigned = build(for_address, "Authority", key, until=until)
        certificate = unsigned.add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        return self._context(certificate, key)

    def _context(self, certificate, key) -> ssl.SSLContext:
        path = self.folder / "server.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.load_verify_locations(cadata=self.certificate.public_bytes(Encoding.PEM).decode())
        return context


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """An authority that the fetcher trusts, as it trusts those of the machine."""
    authority = Authority(tmp_path)
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", authority.trusted())
    return authority


def refused(night) -> str:
    row = night.rows["/a"]
    assert (row.outcome, row.attempts, row.error_weight) == ("failed", 1, "soft")
    assert row.reason.startswith("TLS failed")
    assert night.server.log == []
    return row.reason


def test_a_server_that_is_vouched_for_is_asked(visitor, authority):
    night = visitor.visit(visitor.respond(), ssl=authority.vouch())
    assert night.outcome("/a") == ("fetched", None)


def test_a_certificate_that_has_expired_is_refused(visitor, authority):
    expired = authority.vouch(until=datetime.now(UTC) - timedelta(days=1))
    night = visitor.visit(visitor.respond(), ssl=expired, honour_robots=False)
    assert "expired" in refused(night)


def test_a_certificate_for_another_name_is_refused(visitor, authority):
    other = authority.vouch(for_address="127.0.0.9")
    night = visitor.visit(visitor.respond(), ssl=other, honour_robots=False)
    assert "127.0.0.1" in refused(night)


def test_a_certificate_that_nobody_vouches_for_is_refused(visitor, tmp_path):
    unknown = Authority(tmp_path).vouch()
    refused(visitor.visit(visitor.respond(), ssl=unknown, honour_robots=False))
