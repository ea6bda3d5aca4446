"""How one more row of each model comes about that the admin shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts import limits
from accounts.models import AuditEntry, Plan, Secret
from api import keys
from audiences import actions, jobs
from audiences.models import Audience
from contacts import notes
from contacts.causes import Cause
from contacts.hooks import making
from contacts.models import (
    Consent,
    HookCall,
    Import,
    Note,
    PastImport,
    SavedView,
    Source,
    Suppression,
    SuppressionList,
)
from delivery.identities import domains
from delivery.models import (
    Delivery,
    Hit,
    Link,
    Message,
    Received,
    ReceivedText,
    SenderAddress,
    SendingRules,
)
from delivery.pace import breaking
from delivery.receiving import storing
from events import dictionary
from events.models import EventName, OutboxFailure
from tests.delivery.ledgers import message
from tests.delivery.mails import plain
from tests.delivery.sms.programs import program
from tests.factories import (
    AccountFactory,
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    MembershipFactory,
    PreferenceFactory,
    SegmentFactory,
    TagFactory,
    UserFactory,
)
from tests.forms import admin_rows as forms


def consent(audience: Audience, n: int) -> None:
    contact = ContactFactory.create(audience=audience)
    Consent.objects.create(audience=audience, contact=contact, given=True, at=NOW)


def write(audience: Audience, n: int) -> Note:
    contact = ContactFactory.create(audience=audience)
    return notes.write(contact, f"Note {n}", Cause(audience, "staff"))


def rewrite(audience: Audience, n: int) -> None:
    notes.rewrite(write(audience, n), "Other words")


def audit(audience: Audience, n: int) -> None:
    AuditEntry.objects.record(audience.account, "x.done", str(n), actor=None)


def report(audience: Audience, n: int) -> None:
    dictionary.ensure(audience.pk, {f"bought_{n}"})


def suppress(audience: Audience, n: int) -> None:
    Suppression.objects.create(account=audience.account, kind="erased", hash=b"%d" % n)


def fail(audience: Audience, n: int) -> None:
    OutboxFailure.objects.create(
        audience=audience,
        reaction="x.y",
        event_id=n,
        name_id=1,
        contact_id=n,
        occurred_at=NOW,
        error="Bad",
    )


def take_file(audience: Audience, n: int) -> None:
    Import.objects.create(audience=audience, filename="x.csv", file="imports/none")


def call(audience: Audience, n: int) -> None:
    hook = making.make(audience, f"Shop {n}", actor=None)
    HookCall.objects.create(audience=audience, hook=hook, received_at=NOW, size=n)


def send_as(audience: Audience, n: int) -> None:
    domains.add(audience.account, f"fjord{n}.example", actor=UserFactory.create())


def news(audience: Audience, n: int) -> Message:
    return message(audience, name=f"News {n}")


def deliver(audience: Audience, n: int) -> None:
    contact = ContactFactory.create(audience=audience)
    Delivery.objects.create(
        audience=audience, message=news(audience, n), contact=contact, state="sent"
    )


def link(audience: Audience, n: int) -> Link:
    return Link.objects.create(
        audience=audience, message=news(audience, n), url=f"https://fjord.example/{n}"
    )


def slow_down(audience: Audience, n: int) -> None:
    pace = breaking.pace_for(audience.account, f"fjord{n}.example")
    pace.groups.create(group="gmail", rate=1, changed_at=NOW)


def answer(audience: Audience, n: int) -> None:
    ReceivedText.objects.create(
        audience=audience, provider_id=f"SM{n}", number="+4741200001", received_at=NOW
    )


NOW = timezone.now()
MAKERS: dict[str, Callable[[Audience, int], Any]] = {
    **forms.MAKERS,
    "events.CustomEvent": report,
    "delivery.Delivery": deliver,
    "delivery.DkimKey": send_as,
    "delivery.DomainPace": slow_down,
    "delivery.GroupPace": slow_down,
    "delivery.Hit": lambda audience, n: Hit.objects.create(
        audience=audience, link=link(audience, n), at=NOW
    ),
    "delivery.Link": link,
    "delivery.Message": news,
    "delivery.Received": lambda audience, n: storing.keep(
        plain(Message_ID=f"<{n}@x.org>"), Received.Way.SMTP
    ),
    "delivery.ReceivedText": answer,
    "delivery.SenderAddress": lambda audience, n: SenderAddress.objects.create(
        account=audience.account, email=f"news{n}@fjord.example"
    ),
    "delivery.SendingDomain": send_as,
    "delivery.SendingRules": lambda audience, n: SendingRules.objects.create(
        audience=AudienceFactory.create()
    ),
    "delivery.SmsProgram": lambda audience, n: program(AudienceFactory.create()),
    "accounts.Account": lambda audience, n: AccountFactory.create(),
    "accounts.AuditEntry": audit,
    "accounts.Bucket": lambda audience, n: limits.take(
        f"bucket {n}", limits.Rate(9, 9)
    ),
    "accounts.Membership": lambda audience, n: MembershipFactory.create(),
    "accounts.Plan": lambda audience, n: Plan.objects.create(name=f"Plan {n}"),
    "accounts.Secret": lambda audience, n: Secret.objects.key(f"key {n}"),
    "accounts.User": lambda audience, n: UserFactory.create(),
    "api.ApiKey": lambda audience, n: keys.make(
        audience.account, name=f"Key {n}", role="viewer", owner=None
    ),
    "audiences.Action": lambda audience, n: actions.begin(
        audience, "tag", "Tagged", actor=None
    ),
    "audiences.Audience": lambda audience, n: AudienceFactory.create(),
    "audiences.Job": lambda audience, n: jobs.start(audience, "x", "X", owner=None),
    "contacts.Consent": consent,
    "contacts.Contact": lambda audience, n: ContactFactory.create(audience=audience),
    "contacts.Field": lambda audience, n: AudienceFactory.create(),
    "contacts.Group": lambda audience, n: GroupFactory.create(audience=audience),
    "contacts.GroupCategory": lambda audience, n: GroupCategoryFactory.create(
        audience=audience
    ),
    "contacts.Hook": lambda audience, n: making.make(audience, f"H {n}", actor=None),
    "contacts.HookCall": call,
    "contacts.Import": take_file,
    "contacts.Note": write,
    "contacts.NoteVersion": rewrite,
    "contacts.SavedView": lambda audience, n: SavedView.objects.create(
        audience=audience, name=f"View {n}"
    ),
    "contacts.Source": lambda audience, n: Source.objects.create(
        audience=audience, kind="form", object_id=n
    ),
    "contacts.PastImport": lambda audience, n: PastImport.objects.create(
        audience=audience, filename="x.csv", zone="UTC"
    ),
    "contacts.Suppression": suppress,
    "contacts.SuppressionList": lambda audience, n: SuppressionList.objects.create(
        audience=audience, filename="a.csv", encoding="utf-8", delimiter=","
    ),
    "contacts.Tag": lambda audience, n: TagFactory.create(audience=audience),
    "preferences.Preference": lambda audience, n: PreferenceFactory.create(
        audience=audience
    ),
    "segments.Segment": lambda audience, n: SegmentFactory.create(audience=audience),
    "events.EventName": lambda audience, n: EventName.objects.create(
        name=f"bought_{n}"
    ),
    "events.OutboxFailure": fail,
}
