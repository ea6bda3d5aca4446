from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.fixtures import Settings

from accounts.models import Account, User
from contacts import demo
from contacts.models import Contact


def told() -> list[tuple[str, str, int]]:
    people = Contact.objects.order_by("audience__position", "ordinal")
    return list(people.values_list("email", "status", "rating"))


def test_it_tells_the_same_story_every_time(db: None) -> None:
    stories = []
    for _ in range(2):
        with transaction.atomic():
            assert demo.load()
            stories.append(told())
            transaction.set_rollback(True)

    assert stories[0] == stories[1]


def test_a_database_with_an_account_is_left_alone(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo")

    assert list(Account.objects.all()) == [account]
    assert capsys.readouterr().err == (
        "No demo is loaded: there are accounts already.\n"
    )


def test_production_gets_no_demo(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PRODUCTION = True

    call_command("load_demo")

    assert not Account.objects.exists()
    assert capsys.readouterr().err == (
        "No demo is loaded: anyone could sign in to it here.\n"
    )


def test_status_says_how_to_sign_in_while_that_works(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    maya = User.objects.create_user(demo.EMAIL, demo.PASSWORD)
    call_command("load_demo", "--status")
    before = json.loads(capsys.readouterr().out)

    maya.set_password("a secret of her own")
    maya.save()
    call_command("load_demo", "--status")

    assert before == {"email": demo.EMAIL, "password": demo.PASSWORD}
    assert json.loads(capsys.readouterr().out) == {}
