"""A real mail server on loopback, and what came to it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.conf import LazySettings

from delivery import tasks
from tests.delivery.reading import taken_apart
from tests.delivery.sink import Sink, sink


class Post:
    """What the sender put on the wire, by recipient."""

    def __init__(self, server: Sink) -> None:
        self.server = server

    def send(self) -> dict[str, int]:
        """Let the sender do its work; how often each address got something so far."""
        tasks.sweep_deliveries()
        return dict(self.server.taken)

    def to(self, email: str) -> EmailMessage:
        """The last that came to the address."""
        return taken_apart(self.server.messages[email])


@pytest.fixture
def post_office(settings: LazySettings, db: None) -> Iterator[Post]:
    with sink() as server:
        settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.MAIL_PRIVATE_HOSTS = True
        yield Post(server)
