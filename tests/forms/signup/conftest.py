from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.models import Contact
from forms.letters import posting
from forms.models import SignupForm
from forms.signup import making, stamps
from forms.signup.design import new_design


class Mail(NamedTuple):
    kind: str
    to: str
    links: dict[str, str]


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    """What was posted, in place of what posts it."""
    sent: list[Mail] = []

    def post(
        _audience: Audience, kind: str, contact: Contact, *, links: Any = None, **_: Any
    ) -> None:
        sent.append(Mail(kind, contact.email, dict(links or {})))

    monkeypatch.setattr(posting, "post", post)
    return sent


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may be sent as soon as it is there."""
    monkeypatch.setattr(stamps, "SOONEST", 0.0)


@pytest.fixture
def form(audience: Audience, at_once: None) -> SignupForm:
    return making.make(audience, "Footer", new_design(audience), actor=None)


@pytest.fixture
def anyone() -> Client:
    """A browser without a cookie, whose forms are checked as those of browsers."""
    return Client(enforce_csrf_checks=True)
