"""Wherever a number is a link to the list of contacts, the list holds just as many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.imports import undoing
from contacts.models import Contact
from tests.contacts.bulk_work import do
from tests.contacts.importing import bring
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)
from tests.routes import routes

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
NUMBER = re.compile(r"(?<![\d,])\d[\d,]*(?![\d,]*%)")
SAID = re.compile(r'(?:title|aria-label)="(\d[\d,]*) ')


@pytest.fixture
def crowd(audience: Audience, alice: User) -> Audience:
    """People of all statuses and archived ones, with tags, in groups, by an import."""
    tag = TagFactory.create(audience=audience, name="Winter")
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category, name="Skiers")
    for place, status in enumerate(Contact.Status):
        for archived_at in (None, None, timezone.now())[: 2 + place % 2]:
            ContactFactory.create(
                audience=audience,
                status=status,
                archived_at=archived_at,
                tag_ids=[tag.pk] * (place % 3 > 0),
                group_ids=[group.pk] * (place % 2),
            )
    bring(audience, "email,tags\nann@example.com,Winter\nbo@example.com,Spring\n")
    audience.contacts.filter(email="bo@example.com").archive(Cause(audience, "staff"))
    bring(audience, "email\ncy@example.com\n")
    undoing.undo(audience, audience.imports.latest("pk").pk, actor=alice)
    do(audience, "vip", alice)
    return audience


def pages(audience: Audience) -> Iterator[str]:
    """Every page there is of the audience, and of what was done in it."""
    for run in audience.imports.all():
        yield run.get_absolute_url()
    for job in audience.jobs.all():
        yield reverse("audiences:job_detail", args=[audience.pk, job.pk])
    for route in routes():
        if route.scope:
            yield route.url(audience)


def numbered_links(html: str, url: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The links to the list at this URL: where, their text, the numbers they tell."""
    for attributes, content in LINK.findall(html):
        (href,) = re.findall(r'href="([^"]*)"', attributes) or [""]
        text = re.sub("<[^>]*>", " ", content).strip()
        told = {*NUMBER.findall(text), *SAID.findall(attributes)}
        if unescape(href).partition("?")[0] == url and told:
            yield unescape(href), text, frozenset(told)


def names(audience: Audience) -> set[str]:
    """What is called "Tag 2" counts nobody."""
    called: list[Any] = [audience.tags.all(), audience.groups.all()]
    called += [audience.segments.all(), audience.preferences.all()]
    return {one.name for rows in called for one in rows}


def total_of(html: str) -> str:
    (number,) = re.findall(r'aria-current="true">[^<]*<span>([\d,]+)<', html)
    return str(number)


def test_a_number_that_is_a_link_to_people_is_how_many_are_listed(
    as_alice: Client, crowd: Audience
) -> None:
    url = reverse("contacts:contact_list", args=[crowd.pk])
    seen: set[tuple[str, str, frozenset[str]]] = set()
    wrong = []

    for page in dict.fromkeys(pages(crowd)):
        html = as_alice.get(page, follow=True).getvalue().decode(errors="replace")
        for link in set(numbered_links(html, url)) - seen:
            seen.add(link)
            href, text, told = link
            total = total_of(as_alice.get(href).text)
            if text not in names(crowd) and told != {total}:
                wrong.append(f"{page} says {set(told)}, {href} has {total}")

    assert wrong == []
    assert len(seen) > 15
