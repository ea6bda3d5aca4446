from __future__ import annotations

import pytest

from delivery.models import Received
from delivery.receiving.kinds import envelope_of, kind_of
from delivery.receiving.reading import read
from delivery.receiving.reports import failures_of
from tests.delivery.mails import attaching, dsn, feedback, plain

OOF = {"X_Auto_Response_Suppress": "All"}

BOUNCES = {
    "report": dsn("anna@example.com"),
    "qmail": plain(
        "Hi. This is the qmail-send program at example.com.\r\n\r\n"
        "<anna@example.com>:\r\nSorry, no mailbox here by that name. (#5.1.1)",
        From="MAILER-DAEMON@example.com",
        Subject="failure notice",
        Return_Path="<>",
    ),
    "exim": plain(
        From="Mail Delivery System <Mailer-Daemon@example.com>",
        Subject="Mail delivery failed: returning message to sender",
        X_Failed_Recipients="anna@example.com",
        Auto_Submitted="auto-replied",
    ),
    "french": plain(
        From="postmaster@example.com", Subject="Non remis : News", Return_Path="<>"
    ),
}
COMPLAINTS = {
    "yahoo": feedback("Subject: News"),
    "hotmail": plain(
        "--b\r\nContent-Type: message/rfc822\r\n\r\nX-HmXmrOriginalRecipient: "
        "anna@hotmail.com\r\nSubject: News\r\n\r\nHello\r\n--b--",
        From="staff@hotmail.com",
        Subject="complaint about message from 192.0.2.1",
        Content_Type='multipart/mixed; boundary="b"',
    ),
}
AUTOMATIC = {
    "vacation": plain(Auto_Submitted="auto-replied (vacation)"),
    "old_vacation": plain(Precedence="bulk"),
    "junk": plain(Precedence="junk"),
    "exchange": plain(**OOF, X_MS_Exchange_Inbox_Rules_Loop="anna@example.com"),
    "responder": plain(X_Autoreply="yes"),
    "english": plain(Subject="Automatic reply: News"),
    "outlook": plain(Subject="Out of Office: News"),
    "french": plain(Subject="Réponse automatique : News".replace(" :", ":")),
    "encoded": plain(Subject="=?utf-8?q?R=C3=A9ponse_automatique=3A?= News"),
    "german": plain(Subject="Abwesenheitsnotiz: News"),
    "swedish": plain(Subject="Autosvar: News"),
    "nobody": plain(Subject="Out of office", Return_Path="<>", In_Reply_To="<a@b>"),
}
CHALLENGES = {
    "spamarrest": plain(From="x@spamarrest.com", Subject="Re: News"),
    "mailinblack": plain(From="no-reply@mailinblack.com", Subject="Bonjour"),
    "confirm": plain(
        Subject="Please confirm your message", Auto_Submitted="auto-replied"
    ),
    "boxtrapper": plain(X_BoxTrapper="abc"),
}
LISTS = {
    "list": plain(List_Id="<talk.example.com>", Precedence="bulk"),
    "notification": plain(List_Id="<a.b>", Auto_Submitted="auto-generated"),
    "old_list": plain(Sender="talk-owner@example.com", Precedence="bulk"),
}
PEOPLE = {
    "reply": plain("Thanks!"),
    "feature": plain(Subject="Automatic reply feature question"),
    "exchange": plain(**OOF),
    "forwarded": plain(Auto_Submitted="auto-forwarded"),
    "no": plain(Auto_Submitted="no"),
    "about_bounces": plain("It says 550 5.1.1 user unknown", Subject="Undeliverable?"),
    "auto_dealer": plain(Subject="Auto parts for sale"),
    "confirm": plain("Yes", Subject="Please confirm your message"),
    "empty": b"",
    "no_headers": b"\r\n\r\nHello",
}
RECEIPTS = {
    "seen": plain(
        "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        "Final-Recipient: rfc822;anna@example.com\r\n\r\n--b--",
        Subject="Read: News",
        Content_Type="multipart/report; report-type=disposition-notification;"
        ' boundary="b"',
    )
}
CASES = {
    Received.Kind.BOUNCE: BOUNCES,
    Received.Kind.COMPLAINT: COMPLAINTS,
    Received.Kind.AUTOREPLY: AUTOMATIC,
    Received.Kind.CHALLENGE: CHALLENGES,
    Received.Kind.LIST: LISTS,
    Received.Kind.MESSAGE: PEOPLE,
    Received.Kind.RECEIPT: RECEIPTS,
}


def kind(raw: bytes, *to: str, sender: str | None = None) -> str:
    letter = read(raw)
    received = Received(
        recipients=list(to), sender=sender or "", has_envelope=sender is not None
    )
    return str(kind_of(letter, envelope_of(received, letter)))


@pytest.mark.parametrize(
    ("wanted", "name"),
    [(wanted, name) for wanted, cases in CASES.items() for name in cases],
)
def test_a_message_is_what_it_says_of_itself(wanted: str, name: str) -> None:
    assert kind(CASES[Received.Kind(wanted)][name]) == wanted


@pytest.fixture
def bounces(settings: object) -> str:
    settings.INBOUND_DOMAIN = "in.example"  # type: ignore[attr-defined]
    return f"b-{'a' * 26}@in.example"


def test_what_nobody_sent_to_our_address_of_bounces_is_one(bounces: str) -> None:
    raw = plain("Your message was not taken.", From="robot@example.com", Subject="Oh")

    assert kind(raw, bounces, sender="") == "bounce"


def test_who_is_away_answers_there_too(bounces: str) -> None:
    raw = plain(Auto_Submitted="auto-replied", Subject="Away")

    assert kind(raw, bounces, sender="") == "autoreply"


def test_who_writes_there_by_hand_is_somebody(bounces: str) -> None:
    assert kind(plain("Thanks!"), bounces, sender="anna@example.com") == "message"


def test_whatever_writes_to_the_address_of_opt_outs_opts_out(bounces: str) -> None:
    to = "u" + bounces[1:]

    assert kind(plain(Auto_Submitted="auto-generated"), to) == "unsubscribe"
    assert kind(dsn("anna@example.com"), to, sender="") == "bounce"


SEEN = plain(
    "--b\r\nContent-Type: text/plain\r\n\r\nSeen.\r\n--b\r\nContent-Type: "
    "message/disposition-notification\r\n\r\nDisposition: manual-action; displayed"
    "\r\n--b--",
    Content_Type="multipart/report; report-type=disposition-notification; boundary=b",
)
REPORTS = {
    "bounce": dsn("else@example.org"),
    "complaint": feedback("Subject: News"),
    "hotmail": plain(X_HmXmrOriginalRecipient="else@example.org"),
    "receipt": SEEN,
    "forwarded": attaching(feedback("Subject: News")),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    ("why", "sender"),
    [("r", "anna@example.com"), ("r", ""), ("b", "anna@example.com")],
)
def test_a_report_that_somebody_attaches_is_none(
    bounces: str, why: str, sender: str, name: str
) -> None:
    raw = attaching(REPORTS[name])

    assert kind(raw, why + bounces[1:], sender=sender) == "message"


def test_a_postmaster_who_attaches_a_report_is_a_person(bounces: str) -> None:
    raw = attaching(dsn("else@example.org"), From="Postmaster <postmaster@shop.org>")

    assert kind(raw, "r" + bounces[1:], sender="postmaster@shop.org") == "message"


def test_a_report_that_a_gateway_frames_again_is_one() -> None:
    inner = SEEN.partition(b"Content-Type:")[2].decode()
    text = f"--o\r\nContent-Type:{inner}\r\n--o\r\n\r\nScanned.\r\n--o--"

    assert kind(plain(text, Content_Type="multipart/mixed; boundary=o")) == "receipt"


def test_what_a_returned_message_says_is_no_answer_of_its_server() -> None:
    """Of what came back the report speaks, and not the report that it held itself."""
    full = attaching(dsn("else@example.org", "5.2.2", "552 5.2.2 mailbox full"))
    raw = dsn("anna@example.com").replace(
        b"Content-Type: text/rfc822-headers\r\n\r\nSubject: News",
        b"Content-Type: message/rfc822\r\n\r\n"
        + full.replace(b'"b"', b'"i"').replace(b"--b", b"--i"),
    )

    (failure,) = failures_of(read(raw))
    assert (failure.address, failure.status) == ("anna@example.com", "5.1.1")
