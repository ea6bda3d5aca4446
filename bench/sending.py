"""Messages that leave, end to end: from the ledger, signed, to a mail server."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from bench import serving
from bench.datasets import Data
from bench.deliveries import ADDRESS, frozen_for
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.messages import HTML, SUBJECT, TEXT, envelope
from contacts.models import Contact
from delivery import runner, sending
from delivery.identities import domains
from delivery.letters import facts_by_delivery, written
from delivery.models import DkimKey, Message
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp

ROUNDS = 5
MESSAGES = 500


@bench(
    "sending",
    at_least("500 messages sent / written and signed alone", 0.7, of="written"),
    at_least("500 messages sent / Django's SMTP, unsigned", 0.7, of="django"),
)
def send(data: Data) -> Seconds:
    """The server takes everything and is a process of its own, beside the database.

    Django sends what its template makes of 31 kB, on one connection, and remembers
    nothing of it.
    """
    domain, _is_new = domains.add(
        data.audience.account, ADDRESS.partition("@")[2], actor=data.owner
    )
    DkimKey.objects.filter(domain=domain).update(used_at=timezone.now())
    subscribed = data.audience.contacts.filter(status="subscribed", archived_at=None)
    readers = list(subscribed.order_by("pk")[:MESSAGES])
    meant = data.audience.contacts.filter(pk__in=[reader.pk for reader in readers])

    def news() -> Message:
        return frozen_for(data, meant, subject=SUBJECT, text=TEXT, html=HTML)

    with sink() as port:

        def ours(number: int) -> Callable[[], object]:
            message = news()
            return lambda: _sent(message, Smtp(Server("127.0.0.1", port)))

        def alone(number: int) -> Callable[[], object]:
            return _written(news(), readers)

        def by_django(number: int) -> Callable[[], object]:
            return lambda: _sent_by_django(port, readers)

        return in_turns(ROUNDS, ours=ours, written=alone, django=by_django)


def _sent(message: Message, smtp: Smtp) -> None:
    runner.send_due(message, smtp)
    smtp.close()


def _written(message: Message, readers: list[Contact]) -> Callable[[], object]:
    """What is known of everybody is read before."""
    ready = written(message)
    _lease, claimed = sending.claim(message, MESSAGES)
    people = {reader.pk: reader for reader in readers}
    facts = list(facts_by_delivery(message, ready, claimed, people).values())
    letter = ready.letter
    return lambda: [
        letter.written_to(known, envelope(n)) for n, known in enumerate(facts)
    ]


def _sent_by_django(port: int, readers: list[Contact]) -> None:
    server = EmailBackend(alias="sink", host="127.0.0.1", port=port)
    messages = []
    for reader in readers:
        message = EmailMultiAlternatives(SUBJECT, TEXT, ADDRESS, [reader.email])
        message.attach_alternative(HTML, "text/html")
        messages.append(message)
    server.send_messages(messages)


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """The port of a server that takes everything, until the block ends."""
    port = serving.free_port()
    with subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)]) as process:
        try:
            serving.wait_for(port)
            yield port
        finally:
            process.kill()
