"""Fetching mail from mailboxes by IMAP, where nobody can hand it over.

What was fetched is known by its number in the mailbox, never by whether it was seen:
people look into mailboxes too. It is moved out of the way when it is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from delivery.models import Received
from delivery.receiving import storing

if TYPE_CHECKING:
    from delivery.receiving.querysets import ReceivedQuerySet

logger = logging.getLogger(__name__)

AT_ONCE = 200  # messages of a mailbox by one look
PATIENCE = 30.0
KINDS: dict[str, tuple[Any, int]] = {
    "imaps": (MailBox, 993),
    "imap+starttls": (MailBoxStartTls, 143),
    "imap": (MailBoxUnencrypted, 143),
}


class NotGiven(Exception):
    """The mailbox lists a message and does not give it, in its own words."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where to look; `done` is the folder that takes what was kept."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    done: str = "Processed"

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


def mailbox_of(url: str) -> Mailbox:
    """`imaps://user:password@host/FOLDER?done=Processed`; raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in KINDS or not (parts.hostname and parts.username):
        raise ValueError("say imaps://user:password@host/INBOX?done=Processed")
    return Mailbox(
        parts.scheme,
        parts.hostname,
        parts.port or KINDS[parts.scheme][1],
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        parse_qs(parts.query).get("done", ["Processed"])[0],
    )


def fetch_all() -> int:
    """Look into every mailbox; one that fails keeps no other from being looked into."""
    n = 0
    for number, url in enumerate(settings.INBOUND_IMAP, start=1):
        try:
            n += fetch(mailbox_of(url))
        except Exception as error:
            # Never the URL, which holds a password.
            logger.error("Mailbox %s was not fetched from: %s", number, error)
    return n


def fetch(mailbox: Mailbox) -> int:
    """Keep what lies there and move it away; how many messages that were.

    What the mailbox lists and does not give stays there, is remembered with the reason
    and asked for again later: what lies behind it is not kept waiting.
    """
    with _opened(mailbox) as box:
        validity = box.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        place = f"{mailbox.name};{validity}"
        uids = box.uids()
        resting = _resting(mailbox, place, uids)
        uids = [uid for uid in uids if uid not in resting][:AT_ONCE]
        kept = _kept(place, uids)
        for uid in uids:
            if uid not in kept and (raw := _given(box, uid, f"{place};{uid}")):
                storing.keep(raw, Received.Way.IMAP, place=f"{place};{uid}")
                kept.add(uid)
        _unfetched(place, kept).delete()
        if kept:
            box.move(sorted(kept, key=int), mailbox.done)
        return len(kept)


def _resting(mailbox: Mailbox, place: str, uids: Sequence[str]) -> set[str]:
    """Those that were not given lately; whatever lies there no more is forgotten."""
    known = Received.objects.unfetched().of_mailbox(mailbox.name)
    here = {f"{place};{uid}" for uid in uids}
    places = dict(known.values_list("pk", "place"))
    known.filter(
        pk__in=[pk for pk, each in places.items() if each not in here]
    ).delete()
    resting = known.resting().values_list("place", flat=True)
    return {each.rpartition(";")[2] for each in resting}


def _unfetched(place: str, uids: Iterable[str]) -> ReceivedQuerySet:
    places = [f"{place};{uid}" for uid in uids]
    return Received.objects.unfetched().filter(place__in=places)


def _given(box: BaseMailBox, uid: str, place: str) -> bytes:
    """The message; nothing of one that is not given, which is remembered.

    Whoever breaks the connection over it is remembered as well, and then raises.
    """
    try:
        return _raw(box, uid)
    except NotGiven as refused:
        storing.keep_unfetched(place, str(refused))
        return b""
    except (OSError, IMAP4.error) as broken:
        storing.keep_unfetched(place, f"{type(broken).__name__}: {broken}")
        raise


def _kept(place: str, uids: Sequence[str]) -> set[str]:
    """Those that are kept already, where moving them away did not come about."""
    places = [f"{place};{uid}" for uid in uids]
    rows = Received.objects.fetched().filter(place__in=places)
    return {each.rpartition(";")[2] for each in rows.values_list("place", flat=True)}


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    kind, _port = KINDS[mailbox.scheme]
    box = kind(mailbox.host, mailbox.port, timeout=PATIENCE)
    with box.login(mailbox.user, mailbox.password, mailbox.folder) as opened:
        if not opened.folder.exists(mailbox.done):
            opened.folder.create(mailbox.done)
        yield opened


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """The message as it lies there, its beginning if it is too long; raises NotGiven.

    Looking at it this way does not mark it as seen.
    """
    limit = settings.INBOUND_MAX_BYTES
    said, data = box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{limit}>)")
    if said != "OK":
        words = b" ".join(each for each in data if isinstance(each, bytes))
        raise NotGiven(f"{said} {words.decode(errors='replace')}".strip())
    raw: bytes = next((each[1] for each in data if isinstance(each, tuple)), b"")
    if not raw:
        raise NotGiven("There is nothing in it.")
    return raw
