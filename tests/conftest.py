"""The people of the tests: alice owns the audience, bob manages it, charlie is of
another account and must see nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from accounts.models import Account, Membership, User
from accounts.roles import Role
from audiences import jobs
from audiences.models import Audience
from audiences.models.jobs import private_storage
from tests.factories import (
    AccountFactory,
    AudienceFactory,
    MembershipFactory,
    UserFactory,
)
from tests.template import template
from tests.wall import guard

pytest_plugins = ["tests.killing"]

# How fast a machine is that does other things as well says nothing of what is tested.
jobs.WAIT = 60
settings.register_profile(
    "parterre",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("parterre")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of a file by its argument: bytes may differ between processes."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The database of a worker is a copy of one that has been migrated."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(autouse=True)
def faults(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail a test whose code asks a table of audiences without saying which one."""
    asked = set(request.fixturenames)
    marked = request.node.get_closest_marker("django_db")
    if not marked and not asked & {"db", "transactional_db", "live_server"}:
        yield []
        return
    request.getfixturevalue("transactional_db" if "live_server" in asked else "db")
    with guard() as found:
        yield found
    assert not found, "\n".join(found)


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """What a page spoke, nobody speaks after the test."""
    yield
    translation.deactivate()


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the private files of one test are; others may be writing theirs."""
    monkeypatch.setattr(private_storage(), "location", str(tmp_path))
    return tmp_path


@pytest.fixture
def account(db: None) -> Account:
    return AccountFactory.create(name="Fjord Coffee")


@pytest.fixture
def audience(account: Account) -> Audience:
    return AudienceFactory.create(account=account, name="Newsletter readers")


@pytest.fixture
def alice(account: Account) -> User:
    return _member(account, "alice", Role.OWNER)


@pytest.fixture
def bob(account: Account) -> User:
    return _member(account, "bob", Role.MANAGER)


@pytest.fixture
def charlie(db: None) -> User:
    return _member(AccountFactory.create(name="Elsewhere"), "charlie", Role.OWNER)


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


@pytest.fixture
def as_charlie(client: Client, charlie: User) -> Client:
    client.force_login(charlie)
    return client


def _member(account: Account, name: str, role: Role) -> User:
    user = UserFactory.create(email=f"{name}@example.com", name=name.title())
    MembershipFactory.create(account=account, user=user, role=role)
    return user


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)
