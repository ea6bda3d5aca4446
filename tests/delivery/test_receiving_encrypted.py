"""Mail that is handed over by STARTTLS."""

from __future__ import annotations

import smtplib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from delivery.receiving.encrypting import Certificate, certificate_of
from tests.contacts.installation import Installation
from tests.delivery.certificates import certificate
from tests.delivery.mails import DOMAIN, plain
from tests.delivery.test_receiving_ways import environment, listening

CLIENTS: dict[str, type[smtplib.SMTP]] = {"lmtp": smtplib.LMTP, "smtp": smtplib.SMTP}


def trusting(file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(file))


@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_a_mail_server_hands_over_by_tls_and_another_in_the_clear(
    installation: Installation, tmp_path: Path, protocol: str
) -> None:
    files = certificate(tmp_path, "localhost")
    named = dict(
        zip(
            ("PARTERRE_INBOUND_CERTIFICATE", "PARTERRE_INBOUND_KEY"),
            map(str, files),
            strict=True,
        )
    )

    with listening(installation, protocol, **named) as port:
        with CLIENTS[protocol]("localhost", port) as client:
            client.starttls(context=trusting(files[0]))
            assert isinstance(client.sock, ssl.SSLSocket)
            assert client.sendmail("a@x.org", [f"a@{DOMAIN}"], plain()) == {}
        with CLIENTS[protocol]("localhost", port) as client:
            assert client.sendmail("a@x.org", [f"a@{DOMAIN}"], plain(Date="1")) == {}
        renewed = certificate(tmp_path, "localhost")
        with CLIENTS[protocol]("localhost", port) as client:
            client.starttls(context=trusting(renewed[0]))


def test_without_a_certificate_none_is_offered(installation: Installation) -> None:
    with (
        listening(installation, "smtp") as port,
        smtplib.SMTP("localhost", port) as client,
    ):
        client.ehlo()
        assert not client.has_extn("starttls")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"PARTERRE_INBOUND_KEY": "/no/such.key"}, "set both"),
        (
            {
                "PARTERRE_INBOUND_CERTIFICATE": "/no/such.crt",
                "PARTERRE_INBOUND_KEY": "/no/such.key",
            },
            "the certificate /no/such.crt and key /no/such.key cannot be used",
        ),
    ],
)
def test_a_listener_without_its_files_does_not_start_and_says_why(
    installation: Installation, named: dict[str, str], why: str
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "inbound"],
        env=environment(installation, **named),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_a_renewed_certificate_that_is_broken_leaves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = certificate(tmp_path, "localhost")
    known = Certificate(*map(str, files))
    before = known.context()

    files[0].write_text("nonsense")

    assert known.context() is before
    assert "cannot be read" in caplog.text


def test_nothing_is_encrypted_where_nothing_is_set() -> None:
    assert certificate_of("", "") is None
