from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from audiences.models import Audience


@pytest.mark.parametrize(
    "name", ["Mars/Base", "Europe/", "../etc/passwd", "europe/oslo"]
)
def test_a_time_zone_that_is_none_is_refused(
    account: Account, audience: Audience, name: str
) -> None:
    for row in (account, audience):
        row.time_zone = name
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert set(refused.value.message_dict) == {"time_zone"}


def test_the_admin_says_what_is_wrong_with_it(
    client: Client, account: Account, alice: User
) -> None:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client.force_login(alice)
    url = reverse("admin:accounts_account_change", args=[account.pk])

    response = client.post(url, {"name": "x", "time_zone": "Mars/Base"})

    assert "“Mars/Base” is no time zone." in response.text
    account.refresh_from_db()
    assert account.time_zone == "UTC"
