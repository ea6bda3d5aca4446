"""Mail that is fetched from a mailbox."""

from __future__ import annotations

from typing import Any

import pytest

from delivery.models import Received
from delivery.receiving import fetching, storing
from delivery.receiving.fetching import Mailbox, mailbox_of
from tests.delivery.imap import Mailboxes, mailboxes
from tests.delivery.mails import plain

pytestmark = pytest.mark.django_db


def mailbox(server: Mailboxes) -> Mailbox:
    return mailbox_of(f"imap://anna:se%20cret@127.0.0.1:{server.port}/INBOX?done=Done")


def kept() -> list[bytes]:
    return [bytes(each.raw) for each in Received.objects.order_by("pk")]


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
    assert server.folders == {"INBOX": {1: b""}, "Done": {2: one}}


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
