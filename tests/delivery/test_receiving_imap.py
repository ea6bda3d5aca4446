"""Mail that is fetched from a mailbox."""

from __future__ import annotations

from datetime import timedelta
from imaplib import IMAP4
from typing import Any

import pytest
from django.utils import timezone

from delivery.models import Received
from delivery.receiving import fetching, storing
from delivery.receiving.fetching import Mailbox, mailbox_of
from tests.delivery.imap import Mailboxes, mailboxes
from tests.delivery.mails import plain

pytestmark = pytest.mark.django_db


def mailbox(server: Mailboxes) -> Mailbox:
    return mailbox_of(f"imap://anna:se%20cret@127.0.0.1:{server.port}/INBOX?done=Done")


def kept() -> list[bytes]:
    return [bytes(each.raw) for each in Received.objects.fetched().order_by("pk")]


def unfetched() -> list[tuple[str, str]]:
    """By their numbers in the mailbox, with why."""
    rows = Received.objects.unfetched().order_by("place")
    return [(each.place.rpartition(";")[2], each.error) for each in rows]


def fetch(server: Mailboxes) -> int | None:
    """None where the mailbox broke off."""
    try:
        return fetching.fetch(mailbox(server))
    except (OSError, IMAP4.error):
        return None


def test_what_lies_in_a_mailbox_is_kept_and_moved_away() -> None:
    one, two = plain(Message_ID="<1@x>"), plain(Message_ID="<2@x>")

    with mailboxes() as server:
        server.put(one, two)
        assert fetching.fetch(mailbox(server)) == 2
        assert fetching.fetch(mailbox(server)) == 0

    assert kept() == [one, two]
    assert server.folders == {"INBOX": {}, "Done": {1: one, 2: two}}


def test_what_could_not_be_moved_is_not_fetched_again() -> None:
    with mailboxes() as server:
        server.can_move = False
        server.put(plain())
        for _again in range(2):
            with pytest.raises(Exception, match="not allowed"):
                fetching.fetch(mailbox(server))

    assert len(kept()) == 1
    assert server.fetched == [1]


def test_what_the_mailbox_gave_nothing_of_stays_in_it() -> None:
    one = plain()

    with mailboxes() as server:
        server.put(b"", one)
        assert fetching.fetch(mailbox(server)) == 1

    assert kept() == [one]
    assert unfetched() == [("1", "There is nothing in it.")]
    assert server.folders == {"INBOX": {1: b""}, "Done": {2: one}}


@pytest.mark.parametrize(
    ("answer", "why", "counts"),
    [
        ("NO [SERVERBUG] damaged", "NO [SERVERBUG] damaged", [2, 0]),
        ("BAD what?", "error: UID command error: BAD", [None, 2]),
        ("", "abort: ", [None, 2]),
    ],
    ids=["refused", "not understood", "hung up"],
)
def test_what_is_not_given_keeps_nothing_behind_it_waiting(
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    why: str,
    counts: list[int | None],
) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 3)
    one, two = plain(Message_ID="<1@x>"), plain(Message_ID="<2@x>")

    with mailboxes() as server:
        server.put(b"damaged", one, two)
        server.refused[1] = answer
        assert [fetch(server) for _again in range(2)] == counts

    assert kept() == [one, two]
    ((number, said),) = unfetched()
    assert number == "1"
    assert said.startswith(why)
    assert server.fetched.count(1) == 1


def test_many_that_are_not_given_do_not_fill_a_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 3)
    one = plain()

    with mailboxes() as server:
        server.put(*[b"damaged"] * 3, one)
        server.refused = dict.fromkeys([1, 2, 3], "NO damaged")
        assert [fetch(server) for _again in range(2)] == [0, 1]

    assert kept() == [one]


def test_what_was_not_given_is_asked_for_again_later_and_then_less_often() -> None:
    with mailboxes() as server:
        server.put(plain())
        server.refused[1] = "NO not now"
        pauses = []
        for _again in range(7):
            fetch(server)
            row = Received.objects.get()
            assert row.due_at is not None
            pauses.append(round((row.due_at - timezone.now()).total_seconds() / 60))
            Received.objects.update(due_at=timezone.now())
        server.refused = {}
        assert fetch(server) == 1

    assert pauses == [2, 5, 30, 120, 480, 480, 480]
    assert (len(kept()), unfetched()) == (1, [])
    assert server.fetched == [1] * 8


def test_what_lies_in_the_mailbox_no_more_is_not_missed() -> None:
    with mailboxes() as server:
        server.put(plain(), plain(Message_ID="<2@x>"))
        server.refused = dict.fromkeys([1, 2], "NO not now")
        fetch(server)
        del server.folders["INBOX"][1]
        fetch(server)

    assert [number for number, _why in unfetched()] == ["2"]


def test_a_rest_that_a_wrong_clock_said_is_none() -> None:
    with mailboxes() as server:
        server.put(plain())
        server.refused[1] = "NO not now"
        fetch(server)
        Received.objects.update(due_at=timezone.now() + timedelta(days=365))
        server.refused = {}
        assert fetch(server) == 1

    assert unfetched() == []


def test_who_looks_again_asks_for_what_was_not_given() -> None:
    with mailboxes() as server:
        server.put(plain())
        server.refused[1] = "NO not now"
        fetch(server)
        server.refused = {}
        assert fetch(server) == 0
        assert Received.objects.retry() == 1
        assert fetch(server) == 1


def test_what_cannot_be_kept_stays_in_the_mailbox(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **more: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(storing, "keep", fail)
    with mailboxes() as server:
        server.put(plain())
        with pytest.raises(OSError, match="no room"):
            fetching.fetch(mailbox(server))

    assert len(server.folders["INBOX"]) == 1


def test_a_mailbox_that_fails_keeps_no_other_from_being_looked_into(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with mailboxes() as server:
        server.put(plain())
        url = f"imap://anna:se%20cret@127.0.0.1:{server.port}/"
        settings.INBOUND_IMAP = [url.replace("se%20cret", "wrong"), "nonsense", url]
        assert fetching.fetch_all() == 1

    assert "wrong" not in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


@pytest.mark.parametrize("url", ["", "imaps://", "imaps://host/", "ftp://a:b@host/"])
def test_a_mailbox_that_nobody_could_find_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="say imaps://"):
        mailbox_of(url)
