"""Every route of the project, with the decorators of its view and an example URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.roles import Right
from api import keys
from audiences import actions, jobs
from audiences.models import Audience
from contacts import bulk, notes
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.exports import running as exporting
from contacts.filters import Filter
from contacts.hooks import making, tokens
from contacts.imports import intake
from contacts.models import Field, SavedView, Source
from contacts.past import intake as past
from contacts.suppressions import intake as suppressing
from delivery.addressing import CENTRE, PAGE, told, written
from delivery.identities import addresses, domains
from delivery.pace import breaking
from forms.landing import making as landing
from forms.signup import making as signing
from forms.signup.design import new_design
from forms.signup.stamps import link_of
from forms.surveys import exporting as survey_exporting
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
    SegmentFactory,
    TagFactory,
    UserFactory,
)
from tests.forms.permitting import permission
from tests.forms.surveys.asking import submission, survey, token_of
from tests.route_rows import (
    asked,
    called,
    moving,
    reported,
    sent,
    signed_up,
    unsent,
    wrote,
)

# One row of each kind, by the noun in the names of the views that are about it.
EXAMPLES: dict[str, Callable[[Audience], Any]] = {
    "action": lambda audience: actions.begin(audience, "tag", "Tagged", actor=None),
    "category": lambda audience: GroupCategoryFactory.create(audience=audience),
    "key": lambda audience: keys.make(
        audience.account, name="Shop", role="manager", owner=None
    )[0],
    "contact": lambda audience: ContactFactory.create(audience=audience),
    "event": reported,
    "field": lambda audience: Field.objects.get(audience=audience, tag="FNAME"),
    "group": lambda audience: GroupFactory.create(audience=audience),
    "export": lambda audience: jobs.start(
        audience, exporting.KIND, "An export", owner=None
    ),
    "import": lambda audience: intake.take(
        audience, BytesIO(b"Email\nann@example.com\n"), "people.csv", owner=None
    ),
    "hook": lambda audience: making.make(audience, "Shop", actor=None),
    "hookcall": called,
    "delivery": sent,
    "domainpace": lambda audience: breaking.pace_for(audience.account, "example.org"),
    "message": unsent,
    "note": lambda audience: notes.write(
        ContactFactory.create(audience=audience), "A note", Cause(audience, "staff")
    ),
    "pastimport": lambda audience: past.take(
        audience,
        BytesIO(b"Email,When\nann@example.com,2026-01-01\n"),
        "x.csv",
        owner=None,
    ),
    "job": lambda audience: bulk.start(
        audience, Selection(Filter()), bulk.verbs["vip"], {}, owner=None
    ),
    "receivedtext": wrote,
    "savedview": lambda audience: SavedView.objects.create(
        audience=audience, name="Ours", is_shared=True
    ),
    "permission": permission,
    "preference": lambda audience: PreferenceFactory.create(audience=audience),
    "segment": lambda audience: SegmentFactory.create(audience=audience),
    "source": lambda audience: Source.objects.create(
        audience=audience, kind="staff", label="By hand"
    ),
    "address": lambda audience: addresses.add(
        audience.account, "news@fjord.example", actor=UserFactory.create()
    )[0],
    "domain": lambda audience: domains.add(
        audience.account, "fjord.example", actor=UserFactory.create()
    )[0],
    "survey": survey,
    "submission": submission,
    "surveyexport": lambda audience: jobs.start(
        audience, survey_exporting.KIND, "Answers", owner=None
    ),
    "landingpage": lambda audience: landing.make(audience, "Spring", actor=None),
    "signupform": lambda audience: signing.make(
        audience, "Footer", new_design(audience), actor=None
    ),
    "suppressionlist": lambda audience: suppressing.take_pasted(
        audience, "ann@example.com", owner=UserFactory.create()
    ),
    "tag": lambda audience: TagFactory.create(audience=audience),
}


# Views that are about another thing than the first word of their name.
def token_of_form(name: str, audience: Audience) -> str:
    """What the public page of this name is found by."""
    if name.startswith("survey"):
        return token_of(name, audience)
    if name == "join_confirm":
        return link_of(signed_up(audience)).rpartition("/")[2]
    return str(EXAMPLES["signupform"](audience).token)


NOUNS = {
    "contacts:contact_bulk_result": "job",
    "forms:survey_download": "surveyexport",
}
# What stands for something in an address that is no row.
WORDS = {
    "name": "language",
    "kind": "welcome",
    "language": "en",
    "verb": "tag",
    "rest": "nowhere",
    "path": "postmark/tracking/",
    "slug": "spring",
    "picture": "none.png",
    "letter": "0123456789",
}


@dataclass(frozen=True)
class Route:
    name: str
    view: Callable[..., Any]
    kwargs: frozenset[str]

    @property
    def scope(self) -> str:
        return getattr(self.view, "scope", "")

    @property
    def right(self) -> Right | None:
        return getattr(self.view, "right", None)

    @property
    def noun(self) -> str:
        said = self.name.partition(":")[2].partition("_")[0]
        return NOUNS.get(self.name, said)

    def url(self, audience: Audience) -> str:
        """The address of the route with real ids of this audience."""
        values: dict[str, Any] = {}
        for kwarg in self.kwargs:
            match kwarg:
                case "account_id":
                    values[kwarg] = audience.account_id
                case "audience_id":
                    values[kwarg] = audience.pk
                case _ if kwarg in WORDS:
                    values[kwarg] = WORDS[kwarg]
                case "token":
                    values[kwarg] = self.token(audience)
                case "public_id" | "house":
                    values[kwarg] = audience.public_id
                case "program" | "delivery":  # of providers, for whom nothing is there
                    values[kwarg] = uuid4()
                case "pk":
                    values[kwarg] = EXAMPLES[self.noun](audience).pk
                case _:
                    noun = kwarg.removesuffix("_pk").removesuffix("_id")
                    values[kwarg] = EXAMPLES[noun](audience).pk
        return reverse(self.name, kwargs=values)

    def token(self, audience: Audience) -> str:
        """One that leads to something."""
        match self.noun or self.name.partition("_")[0]:
            case "address":
                token = asked(audience)
            case "way":
                token = written(sent(audience).token)
            case "centre" if self.name == "centre_confirm":
                token = moving(audience)
            case "centre":
                token = told(CENTRE, sent(audience).token)
            case "landing":
                token = told(PAGE, sent(audience).token)
            case "join" | "survey":
                token = token_of_form(self.name, audience)
            case _:
                token = tokens.token_of(EXAMPLES["hook"](audience))
        return token

    def methods(self, client: Client, audience: Audience) -> list[str]:
        """GET, POST or both: what the view says it takes."""
        response = client.generic("PURGE", self.url(audience))
        assert response.status_code == 405, f"{self.name} takes any method"
        taken = response.headers["Allow"].split(", ")
        return [method for method in ("GET", "POST") if method in taken]

    def __str__(self) -> str:
        return self.name


@cache
def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", frozenset()))


def inside() -> list[Route]:
    """The routes that lead into an account or an audience."""
    return [route for route in routes() if {"account_id", "audience_id"} & route.kwargs]


def _walk(patterns: Any, namespace: str, outer: frozenset[str]) -> Iterator[Route]:
    for pattern in patterns:
        kwargs = outer | set(pattern.pattern.converters)
        kwargs |= set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            if pattern.app_name in {"admin", "ninja"}:
                continue
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, kwargs)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}", pattern.callback, kwargs)
