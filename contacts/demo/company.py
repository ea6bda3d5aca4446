"""Fjord Coffee of Bergen: a roastery with a café and a webshop, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from audiences import lifecycle
from audiences.models import Audience
from contacts.models import Source, Tag

EMAIL = "maya@fjord.example"
PASSWORD = "beans-from-bergen"  # noqa: S105 - printed for everyone to see

STAFF = (
    (EMAIL, "Maya Lind", Role.OWNER),
    ("jonas@fjord.example", "Jonas Bakke", Role.MANAGER),
    ("ingrid@fjord.example", "Ingrid Solheim", Role.VIEWER),
)
FOUNDED = timedelta(days=600)
PLACE = {
    "company": "Fjord Coffee AS",
    "address1": "Skuteviksboder 12",
    "postcode": "5035",
    "city": "Bergen",
    "country": "NO",
    "phone": "+4755000012",
    "time_zone": "Europe/Oslo",
    "language": "en",
}

ROASTS = ["Light", "Medium", "Dark", "Espresso"]
GRINDS = ["Whole beans", "Filter", "Espresso", "French press", "AeroPress"]
ROAST = {
    "tag": "ROAST",
    "type": "dropdown",
    "label": "Favorite roast",
    "choices": ROASTS,
}
KINDS = ["Café", "Restaurant", "Hotel", "Office", "Bakery"]


@dataclass(frozen=True, slots=True)
class Plot:
    """What an audience is before anybody is in it; its most used tags stand first."""

    name: str
    subject: str
    reminder: str
    double_opt_in: bool
    fields: tuple[dict[str, Any], ...]
    tags: tuple[str, ...]


NEWSLETTER = Plot(
    name="Newsletter readers",
    subject="News from the roastery",
    reminder="You signed up for our letters at fjord.example or in our café.",
    double_opt_in=True,
    fields=(
        {
            "tag": "ROAST",
            "type": "dropdown",
            "label": "Favorite roast",
            "choices": ROASTS,
        },
    ),
    tags=(
        *("Webshop customer", "Café guest", "Filter", "Espresso", "Cupping course"),
        *("Light roast", "Gift buyer", "Decaf", "Coffee festival", "Press"),
    ),
)
CLUB = Plot(
    name="Coffee club members",
    subject="Your next bag",
    reminder="You are a member of our coffee club and get a bag every month.",
    double_opt_in=False,
    fields=(
        {
            "tag": "ROAST",
            "type": "dropdown",
            "label": "Favorite roast",
            "choices": ROASTS,
        },
        {"tag": "GRIND", "type": "dropdown", "label": "Grind", "choices": GRINDS},
        {"tag": "BAGS", "type": "number", "label": "Bags a month"},
        {"tag": "LASTORDER", "type": "date", "label": "Last order"},
        {"tag": "SPENT", "type": "number", "label": "Spent in all", "public": False},
    ),
    tags=(
        *("Monthly", "Whole beans", "Founding member", "Every two weeks", "Gift"),
        *("Single origin", "Paused", "Decaf"),
    ),
)
WHOLESALE = Plot(
    name="Wholesale & cafés",
    subject="Prices and new lots",
    reminder="You buy coffee from us for your business.",
    double_opt_in=False,
    fields=(
        {"tag": "BUSINESS", "type": "text", "label": "Business", "required": True},
        {"tag": "KIND", "type": "radio", "label": "Kind", "choices": KINDS},
        {"tag": "KILOS", "type": "number", "label": "Kilos a month"},
        {"tag": "WEBSITE", "type": "url", "label": "Website"},
        {"tag": "LASTORDER", "type": "date", "label": "Last order"},
    ),
    tags=(
        *("Weekly delivery", "House blend", "Machine on loan", "Invoice by email"),
        *("Barista training", "Seasonal lots", "Late payer", "Trial"),
    ),
)


@dataclass(frozen=True, slots=True)
class Team:
    account: Account
    maya: User
    jonas: User


@dataclass(frozen=True, slots=True)
class Ground:
    """An audience with its tags by their place in the plot and its fields by tag."""

    audience: Audience
    tags: list[int]
    fields: dict[str, str]

    def source(self, kind: Source.Kind, label: str, object_id: int = 0) -> Source:
        return Source.objects.create(
            audience=self.audience, kind=kind, object_id=object_id, label=label
        )


def found(now: datetime) -> Team:
    """Make the account and the people who sign in to it."""
    plan = Plan.objects.get(is_default=True)
    account = Account.objects.create(name="Fjord Coffee", plan=plan, **PLACE)
    password = make_password(PASSWORD)  # slow on purpose: once for all of them
    users = []
    for email, name, role in STAFF:
        user = User.objects.create(email=email, name=name, password=password)
        Membership.objects.create(account=account, user=user, role=role)
        users.append(user)
    since = now - FOUNDED
    Account.objects.filter(pk=account.pk).update(created_at=since)
    User.objects.filter(pk__in=[user.pk for user in users]).update(created_at=since)
    account.memberships.update(created_at=since)
    return Team(account, users[0], users[1])


def lay_out(plot: Plot, team: Team, since: datetime) -> Ground:
    """Make the audience of a plot, as if it stood since then."""
    audience = lifecycle.create(
        team.account,
        actor=team.maya,
        name=plot.name,
        subject=plot.subject,
        from_name="Maya at Fjord Coffee",
        from_email="hello@fjord.example",
        permission_reminder=plot.reminder,
        double_opt_in=plot.double_opt_in,
        notify_email=EMAIL,
    )
    Audience.objects.filter(pk=audience.pk).update(created_at=since)
    made = team.account.audit_entries.filter(details__audience=audience.pk)
    made.update(at=since)
    defaults = audience.fields.count()
    for position, given in enumerate(plot.fields, start=defaults):
        audience.fields.create(position=position, **given)
    ids = Tag.objects.ensure(audience, plot.tags)
    audience.tags.update(created_at=since)
    keys = {field.tag: field.key for field in audience.fields.all()}
    return Ground(audience, [ids[name] for name in plot.tags], keys)
