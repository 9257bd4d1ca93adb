"""A server whose certificate nobody vouches for."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest

x509 = pytest.importorskip("cryptography.x509", reason="cryptography makes the certificate")
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def self_signed(folder):
    """A key and a certificate that it signed for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36_500))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(visitor, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    night = visitor.visit(visitor.respond(), ssl=context, honour_robots=False)
    row = night.rows["/a"]
    assert (row.outcome, row.attempts) == ("failed", 1)
    assert row.reason.startswith("TLS failed")
    assert night.server.log == []
