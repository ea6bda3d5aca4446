"""Accounts with people in them, made by the verbs that the pages use."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Account, User
from accounts.roles import Role
from audiences import jobs, lifecycle
from audiences.models import Audience
from contacts import adding
from contacts.adding import Person
from contacts.causes import Cause
from contacts.imports import intake, running
from contacts.models import Import
from tests.factories import AccountFactory, MembershipFactory, UserFactory

PASSWORD = "as long as it is wide"
NAMES = """
Maya Lindqvist, Tomáš Dvořák, Amélie Beauchamp, Jens Ødegård, Zoë van der Meer,
Łukasz Wiśniewski, Ingrid Haugen, José Álvarez, Niamh O’Connor, Müller-Lüdenscheidt,
Bartholomew Featherstonehaugh-Cholmondeley von Hohenzollern, Li
"""
TAGS = (
    "Fair 2026",
    "Wholesale",
    "Press",
    "A tag with rather a long name",
)


@dataclass(frozen=True)
class House:
    account: Account
    owner: User
    audience: Audience


def build(name: str = "Fjord Coffee", people: int = 0) -> House:
    """An account with an owner and an audience, in which these people are."""
    account = AccountFactory.create(name=name, city="Bergen", country="NO")
    owner = member(account, Role.OWNER, "Maya Lindqvist")
    audience = lifecycle.create(account, actor=owner, name="Newsletter readers")
    move_in(audience, owner, people)
    return House(account, owner, audience)


def member(account: Account, role: Role, name: str) -> User:
    user = UserFactory.create(name=name, password=_hash())
    MembershipFactory.create(account=account, user=user, role=role)
    return user


@cache
def _hash() -> str:
    """Made once, since that is slow on purpose."""
    return make_password(PASSWORD)


def move_in(audience: Audience, owner: User, number: int) -> None:
    cause = Cause(audience, "staff", actor=owner, wording="They signed up")
    names = islice(cycle(name.strip() for name in NAMES.split(",")), number)
    for place, name in enumerate(names):
        first, _, last = name.partition(" ")
        person = Person(f"person{place:03}@example.com", "", first, last)
        tags = TAGS[: place % 5]
        adding.add(audience, person, cause, permission=place % 3 > 0, tags=tags)


def upload(house: House, text: str, name: str = "people.csv") -> Import:
    """A file whose columns wait to be mapped."""
    file = SimpleUploadedFile(name, text.encode())
    return intake.take(house.audience, file, name, owner=house.owner)


def imported(house: House, text: str, name: str = "people.csv") -> Import:
    run = upload(house, text, name)
    jobs.run(running.start(run))
    return run


def people_csv(good: int, bad: int) -> str:
    """Rows of which some are refused, with a column that no field is there for."""
    out = io.StringIO("Email,First name,Birthday,Favourite coffee\n")
    out.seek(0, io.SEEK_END)
    for row in range(good):
        out.write(f"import{row}@example.com,Søren,03/14,Espresso\n")
    for row in range(bad):
        out.write(f"import{row}.example.com,Zoë,03/14,Filter\n")
    return out.getvalue()


def session_of(user: User) -> str:
    """The cookie of a sign-in."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
