"""Fjord Coffee of Bergen: a roastery with a café and a webshop, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from audiences import lifecycle
from audiences.models import Audience
from contacts import categories
from contacts.demo.plots import Plot, Question
from contacts.models import GroupCategory, Source, Tag

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
    groups: dict[Question, list[int]]

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
    groups = _ask(audience, plot, since)
    return Ground(audience, [ids[name] for name in plot.tags], keys, groups)


def _ask(audience: Audience, plot: Plot, since: datetime) -> dict[Question, list[int]]:
    """Make the categories of a plot with their groups; return the ids of these."""
    made = {}
    for position, question in enumerate(plot.questions):
        category = GroupCategory.objects.create(
            audience=audience,
            title=question.title,
            kind=question.kind,
            position=position,
        )
        groups = categories.add_groups(category, question.answers)
        made[question] = [group.pk for group in groups]
    audience.group_categories.update(created_at=since)
    audience.groups.update(created_at=since)
    return made
