"""A mail URL leads to a way out, or says in a sentence what to write instead."""

from __future__ import annotations

import io
from pathlib import Path
from smtplib import SMTPException
from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.sealing import Unreadable, opened, seal
from delivery.transports import BadAddress, Lost, check, way_to
from delivery.transports.connecting import Server
from delivery.transports.providers import Provider
from delivery.transports.smtp import Smtp
from delivery.transports.trying import Console, Folder
from tests.delivery.sink import sink

NEWS = b"Message-ID: <d-1@shop.example>\r\nSubject: News\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.shop.example", Server("mail.shop.example", 25)),
        ("smtp://localhost:2525", Server("localhost", 2525)),
        (
            "smtp://ann%40x.org:p%23%2Fw@mail.x.org:587?security=starttls",
            Server("mail.x.org", 587, "ann@x.org", "p#/w", "starttls"),
        ),
        ("smtps://a:b@mail.x.org", Server("mail.x.org", 465, "a", "b", "tls")),
        (
            "smtp://a:b@10.0.0.1?security=none",
            Server("10.0.0.1", 25, "a", "b"),
        ),
        ("smtp://[::1]:25", Server("::1", 25)),
        ("smtp://bücher.example", Server("xn--bcher-kva.example", 25)),
    ],
)
def test_a_url_of_a_mail_server_says_how_to_reach_it(url: str, server: Server) -> None:
    way = way_to(url)

    assert isinstance(way, Smtp)
    assert way.server == server


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Write smtp://"),
        ("mail.example.org", "Write smtp://"),
        ("http://mail.example.org", "Write smtp://"),
        ("smtp://", "Say which server"),
        ("smtp://mail.x.org:abc", "host or port"),
        ("smtp://mail.x.org:99999", "host or port"),
        ("smtp://a@mail.x.org?security=none", "neither"),
        ("smtp://a:b@mail.x.org", "in the clear"),
        ("smtp://a:b#c@mail.x.org", "percent sign"),
        ("smtp://mail.x.org?security=ssl", "starttls or none"),
        ("smtp://mail.x.org?starttls=1", "only option is security"),
        ("smtp://mail.x.org?security=tls", "smtps://"),
        ("folder:../elsewhere", "Write folder: alone"),
        ("folder:/etc", "Write folder: alone"),
        ("console:x", "Write console: alone"),
        ("anymail:", "no provider"),
        ("anymail:nobody", "no provider “nobody”"),
        ("anymail:base", "no provider"),
        ("anymail:../x", "no provider"),
        ("anymail:postmark", "ANYMAIL_POSTMARK_SERVER_TOKEN"),
        ("anymail:postmark?servertoken=x", "ANYMAIL_POSTMARK_SERVER_TOKEN"),
        ("anymail:postmark?server_token=x&timeout=5", "these options: .*timeout"),
    ],
)
def test_what_is_wrong_with_a_url_is_said(url: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said.replace("?", r"\?")):
        way_to(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("folder:", "smtps://"),
        ("console:", "smtps://"),
        ("smtp://localhost", "inside the network"),
        ("smtp://127.0.0.1", "inside the network"),
        ("smtp://169.254.169.254", "inside the network"),
        ("smtp://[::ffff:10.0.0.1]", "inside the network"),
        ("anymail:postmark?server_token=x&api_url=http://10.0.0.1/", "installation"),
        ("anymail:postmark?server_token=x&timeout=5", "these options: timeout"),
        ("anymail:postmark?server_token=x&idna_encoder=os.system", "idna_encoder"),
        ("anymail:postmark?timeout=5", "these options: timeout"),
        ("anymail:nobody?api_key=x", "no provider “nobody”"),
    ],
)
def test_an_account_reaches_nothing_of_this_network(url: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said):
        way_to(url, is_guest=True)


def test_a_name_that_leads_into_this_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way = way_to("smtp://inside.example", is_guest=True)
    answer: Any = [(2, 1, 6, "", ("10.0.0.1", 25))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: answer)

    with pytest.raises(Lost, match="stands inside this network"):
        way.send("a@x.org", "b@x.org", NEWS)


def test_a_bad_url_keeps_parterre_from_starting(settings: Any) -> None:
    settings.MAIL_URL = "smpt://mail.example.org"

    with pytest.raises(SystemExit, match="PARTERRE_MAIL: Write smtp://"):
        check()


def test_a_provider_is_told_of_by_the_environment(settings: Any) -> None:
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "secret"}

    assert isinstance(way_to("anymail:postmark"), Provider)


@pytest.mark.parametrize(
    "url",
    [
        *("anymail:postmark", "anymail:postmark?server_token="),
        *("anymail:postmark?api_key=x", "anymail:mailjet?api_key=x"),
        *("anymail:sendinblue", "anymail:amazon_ses?api_key=x"),
    ],
)
def test_an_account_spends_no_key_of_the_installation(settings: Any, url: str) -> None:
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "secret",
        "MAILJET_API_KEY": "secret",
        "MAILJET_SECRET_KEY": "secret",
        "SENDINBLUE_API_KEY": "secret",
    }

    with pytest.raises(BadAddress, match="key of your own"):
        way_to(url, is_guest=True)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "anymail:postmark?server_token=x&message_stream=news",
            "anymail:resend?api_key=x",
        ),
        *("anymail:mailjet?api_key=x&secret_key=y", "anymail:mailgun?api_key=x"),
    ],
)
def test_an_account_may_have_a_provider_of_its_own(settings: Any, url: str) -> None:
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "secret",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "secret",
    }

    assert isinstance(way_to(url, is_guest=True), Provider)


def test_in_a_folder_each_message_is_a_file_of_its_name(
    settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    way = way_to("folder:")

    answers = [way.send("b-1@in.example", "ann@x.org", NEWS) for _ in range(2)]

    assert [answer.is_taken for answer in answers] == [True, True]
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "d-1@shop.example.eml"
    assert file.read_bytes() == (
        b"Return-Path: <b-1@in.example>\r\nDelivered-To: ann@x.org\r\n" + NEWS
    )


@pytest.mark.parametrize(
    "head",
    [b"", b"Message-ID: <../../x@y>\r\n", b"Message-ID: <" + b"x" * 300 + b">\r\n"],
)
def test_no_message_names_a_file_elsewhere(tmp_path: Path, head: bytes) -> None:
    Folder(tmp_path / "mail").send("a@x.org", "b@x.org", head + b"Subject: x\r\n\r\n")

    (file,) = tmp_path.rglob("*.eml")
    assert file.parent == tmp_path / "mail"
    assert len(file.name) == 64 + len(".eml")


def test_what_a_disk_does_not_take_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(Lost) as lost:
        Folder(tmp_path / "mail").send("a@x.org", "b@x.org", NEWS)

    assert not lost.value.may_be_taken
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_the_console_shows_messages() -> None:
    shown = io.StringIO()

    answer = Console(shown).send("a@x.org", "ann@x.org", NEWS)

    assert answer.is_taken
    assert "Delivered-To: ann@x.org\nMessage-ID: <d-1@shop.example>" in shown.getvalue()


def test_mail_to_users_goes_the_same_way(settings: Any) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": "delivery.transports.mailer.EmailBackend"}
    }
    letter = EmailMessage("Café", "Hello\n.\n", "Hub <hub@x.org>", ["A <taken@x.org>"])
    with sink() as server:
        settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}"
        letter.send()
        letter.to = ["never@x.org"]
        with pytest.raises(SMTPException, match="nobody here"):
            letter.send()

    raw = server.messages["taken@x.org"]
    assert b"\r\n\r\nHello\r\n.\r\n" in raw
    assert b"Subject: =?utf-8?" in raw


def test_what_is_sealed_opens_for_its_purpose_alone(settings: Any) -> None:
    sealed = seal("p#/w", "mail")

    assert "p#/w" not in sealed
    assert opened(sealed, "mail") == "p#/w"
    with pytest.raises(Unreadable):
        opened(sealed, "another")
    settings.SEALING_KEY = "another"
    with pytest.raises(Unreadable):
        opened(sealed, "mail")
