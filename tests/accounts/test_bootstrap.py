"""`manage.py bootstrap`: everything that is needed to begin, or nothing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from audiences.models import Audience

GOOD = {
    "account": "Fjord Coffee",
    "email": "Ann@Example.com",
    "password": "a quiet harbor 7",
}


def bootstrap(**changes: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("bootstrap", **{**GOOD, **changes}, stdout=out)
    ids: dict[str, Any] = json.loads(out.getvalue())
    return ids


def rows() -> tuple[int, int, int]:
    return Account.objects.count(), User.objects.count(), Audience.objects.count()


def test_it_makes_account_owner_and_audience(db: None) -> None:
    ids = bootstrap()

    account = Account.objects.get(pk=ids.pop("account_id"))
    user = User.objects.get(pk=ids.pop("user_id"))
    audience = Audience.objects.get(pk=ids.pop("audience_id"))
    assert ids == {"list_id": audience.public_id}
    assert (account.name, account.plan.is_default) == ("Fjord Coffee", True)
    assert user.email == "ann@example.com"
    assert user.check_password(GOOD["password"])
    assert not user.is_staff
    assert Membership.objects.get(account=account, user=user).role == Role.OWNER
    assert (audience.account, audience.name) == (account, "Fjord Coffee")


def test_it_makes_a_key_of_the_api_that_may_do_everything(
    db: None, client: Client
) -> None:
    made = bootstrap(api_key=True)

    shown = {"Authorization": f"Bearer {made['api_key']}"}
    answer = client.get("/3.0/lists", headers=shown).json()
    assert [each["id"] for each in answer["lists"]] == [made["list_id"]]
    assert client.get("/3.0/", headers=shown).json()["role"] == "owner"


def test_the_audience_has_what_every_audience_starts_with(db: None) -> None:
    ids = bootstrap()

    audience = Audience.objects.get(pk=ids["audience_id"])
    tags = list(audience.fields.in_order().values_list("tag", flat=True))
    assert tags == ["EMAIL", "FNAME", "LNAME", "ADDRESS", "PHONE", "BIRTHDAY"]
    assert audience.from_email == "ann@example.com"
    assert audience.permission_reminder


def test_who_is_here_already_owns_another_account_with_the_same_password(
    db: None,
) -> None:
    first = bootstrap()

    second = bootstrap(account="Second", email="ANN@example.com")

    assert second["user_id"] == first["user_id"]
    assert second["account_id"] != first["account_id"]
    assert rows() == (2, 1, 2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "another harbor 8"}, "the password is another"),
        ({}, "has an account named Fjord Coffee already"),
        ({"email": "not-an-address"}, "'not-an-address' cannot be taken"),
        ({"email": "a" * 250 + "@example.com"}, "cannot be taken"),
        ({"email": "b@example.com", "password": "short"}, "at least 8 characters"),
        ({"email": "b@example.com", "account": "  "}, "name of the account"),
        ({"email": "b@example.com", "account": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left_behind(
    db: None, changes: dict[str, str], sentence: str
) -> None:
    bootstrap()

    with pytest.raises(CommandError, match=sentence) as error:
        bootstrap(**changes)

    assert error.value.returncode == 1
    assert rows() == (1, 1, 1)


def test_a_default_plan_is_asked_for(db: None) -> None:
    Plan.objects.update(is_default=False)

    with pytest.raises(CommandError, match="No plan is given to new accounts"):
        bootstrap()

    assert rows() == (0, 0, 0)


def test_a_full_plan_is_said_in_words(db: None) -> None:
    Plan.objects.filter(is_default=True).update(max_audiences=0)

    with pytest.raises(CommandError):
        bootstrap()

    assert rows() == (0, 0, 0)
