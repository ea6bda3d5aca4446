"""Messages that leave, end to end: from the ledger, signed, to a mail server."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone

from bench import serving
from bench.datasets import Data
from bench.deliveries import ADDRESS, frozen_for
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.messages import HTML, SUBJECT, TEXT, envelope
from config import supervisor
from config.environment import REPOSITORY
from contacts.models import Contact
from contacts.querysets import ContactQuerySet
from delivery import sending, steering
from delivery.identities import domains
from delivery.letters import facts_by_delivery, written
from delivery.models import DkimKey, Message

ROUNDS = 3
MESSAGES = 3000
LOOK = 0.02  # seconds between two looks whether all are sent
PATIENCE = 300.0


@bench(
    "sending",
    at_least("3,000 messages sent / written and signed alone", 0.7, of="written"),
    at_least("3,000 messages sent / Django's SMTP, unsigned", 0.7, of="django"),
)
def send(data: Data) -> Seconds:
    """From "go on" until the ledger says that all are sent, by the processes that `make
    run` starts to send: on two processors two, which write as well. Written alone is by
    one process, which does nothing else.

    The server takes everything and is a process of its own, beside the database. Django
    sends what its template makes of 31 kB, on one connection, and remembers nothing of
    it.
    """
    domain, _is_new = domains.add(
        data.audience.account, ADDRESS.partition("@")[2], actor=data.owner
    )
    DkimKey.objects.filter(domain=domain).update(used_at=timezone.now())
    subscribed = data.audience.contacts.filter(status="subscribed", archived_at=None)
    readers = list(subscribed.order_by("pk")[:MESSAGES])
    meant = data.audience.contacts.filter(pk__in=[reader.pk for reader in readers])

    with sink() as port, senders(port):

        def ours(number: int) -> Callable[[], object]:
            message = _paused(data, meant)
            return lambda: _sent(message)

        def alone(number: int) -> Callable[[], object]:
            return _written(_paused(data, meant), readers)

        def by_django(number: int) -> Callable[[], object]:
            return lambda: _sent_by_django(port, readers)

        return in_turns(ROUNDS, ours=ours, written=alone, django=by_django)


@transaction.atomic
def _paused(data: Data, meant: ContactQuerySet) -> Message:
    """A message that nobody sends yet."""
    message = frozen_for(data, meant, subject=SUBJECT, text=TEXT, html=HTML)
    steering.pause(message)
    return message


def _sent(message: Message) -> None:
    steering.resume(message)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        message.refresh_from_db(fields=["stage", "sent"])
        if message.stage == Message.Stage.FINISHED:
            break
        time.sleep(LOOK)
    if message.sent != MESSAGES:
        raise RuntimeError(f"{message.sent} of {MESSAGES} were sent.")


def _written(message: Message, readers: list[Contact]) -> Callable[[], object]:
    """What is known of everybody is read before."""
    ready = written(message)
    people = {reader.pk: reader for reader in readers}
    rows = message.deliveries.values_list("pk", "contact_id", "email", "token")
    claimed = [sending.Claimed(*row, attempts=1) for row in rows]
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


@contextlib.contextmanager
def senders(port: int) -> Iterator[None]:
    """As many processes that send there as there are by default."""
    environment = supervisor.environment("send") | {
        "DATABASE_URL": serving.database(),
        "PARTERRE_MAIL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, str(REPOSITORY / "manage.py"), "send"]
    processes = [
        subprocess.Popen(command, env=environment) for _ in range(supervisor.senders())
    ]
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait()
