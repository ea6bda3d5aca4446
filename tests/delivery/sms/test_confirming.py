"""Providers that answer STOP themselves, and refuse whatever we would add."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from audiences.models import Audience
from delivery.models import DomainPace
from delivery.sms.notices import answer
from tests.delivery.ledgers import why
from tests.delivery.sms.carrier import carrier
from tests.delivery.sms.programs import NOON, at, person, program, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_PRIVATE = True
    settings.PUBLIC_URL = "https://hub.example"
    at(NOON, monkeypatch)


def test_a_confirmation_that_the_provider_gave_itself_is_no_fault(
    audience: Audience,
) -> None:
    program(audience)
    one = person(audience, "3", sms_status="unsubscribed")
    notice = answer(audience, "stop", one.sms_phone, one)

    with carrier() as server:
        send(notice, server)
        send(notice, server)

    assert why(notice) == {"p3@x.org": "suppressed opted_out_there"}
    assert len(server.calls) == 1
    notice.refresh_from_db()
    assert (notice.suppressed, notice.failed, notice.pending) == (1, 0, 0)
    assert not DomainPace.objects.exists()
