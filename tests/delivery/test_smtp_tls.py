"""Servers that speak TLS: they are who their certificate says, or nothing is sent."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from delivery.transports import Lost, way_to
from tests.delivery.sink import Sink, sink

NEWS = b"Subject: News\r\n\r\nHello\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink")])
    now = dt.datetime.now(dt.UTC)
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "sink.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return file


@pytest.fixture(params=["starttls", "tls"])
def server(request: pytest.FixtureRequest, certificate: Path) -> Iterator[Sink]:
    with sink("STARTTLS", "AUTH PLAIN") as running:
        running.security = request.param
        running.trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        running.trust.load_cert_chain(certificate)
        yield running


def url_of(server: Sink, host: str = "127.0.0.1") -> str:
    scheme, query = ("smtps", "")
    if server.security == "starttls":
        scheme, query = ("smtp", "?security=starttls")
    return f"{scheme}://ann:secret@{host}:{server.port}{query}"


def test_a_message_goes_out_behind_a_password(
    server: Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    way = way_to(url_of(server))

    answer = way.send("news@x.org", "taken@x.org", NEWS)
    way.close()

    assert answer.is_taken
    assert server.messages == {"taken@x.org": NEWS}
    assert server.signed_in == ["\0ann\0secret"]


def test_a_server_that_nobody_vouches_for_gets_no_password(server: Sink) -> None:
    with pytest.raises(Lost, match="certificate verify failed") as lost:
        way_to(url_of(server)).send("news@x.org", "taken@x.org", NEWS)

    assert not lost.value.may_be_taken
    assert server.signed_in == []


def test_a_certificate_of_another_name_is_none(
    server: Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    here: Any = [(socket.AF_INET, 1, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: here)

    with pytest.raises(Lost, match="certificate verify failed"):
        way_to(url_of(server, "mail.x.org")).send("news@x.org", "taken@x.org", NEWS)
