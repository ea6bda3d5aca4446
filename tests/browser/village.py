"""Houses to be looked at from all sides."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import Plan, User
from accounts.roles import Role
from api import keys
from audiences import jobs, lifecycle
from audiences.models import Audience
from contacts import bulk, categories
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.hooks import making
from contacts.imports import running
from contacts.ingest import writing
from contacts.ingest.reports import Reader
from contacts.models import Import
from delivery import sending, steering
from delivery.addressing import written
from delivery.identities import addresses, checking, domains
from delivery.identities import keys as identity_keys
from delivery.models import SmsProgram
from delivery.pace import breaking
from delivery.sending import Outcome
from delivery.sms import programs, receiving
from delivery.sms.providers import Heard
from segments import following
from tests.browser import asking, houses, landing, liking, signing
from tests.browser.houses import House
from tests.contacts.hooking import MAPPED, ORDER, arrive, hook_of
from tests.delivery.ledgers import freeze, message
from tests.delivery.naming import Said, published
from tests.factories import SegmentFactory
from tests.route_rows import sent


@dataclass(frozen=True)
class Village:
    house: House  # with people of every status, tags, imports, three audiences
    busy: Audience  # of the house, in which people are being tagged
    empty: House  # whose audience has nobody yet, and no room for another one
    homeless: User  # a member who may open no audience
    viewer: User  # of the house, who may change nothing
    finished: Import
    under_way: Import
    failed: Import
    way_out: str  # of a message that somebody got
    form: signing.Shown
    asked: asking.Asked
    pages: landing.Pages


def settle() -> Village:
    house = houses.build(people=60)
    busy, _press = (
        lifecycle.create(house.account, actor=house.owner, name=name)
        for name in ("Wholesale", "Press")
    )
    _tag_slowly(busy, house.owner)
    lifecycle.archive(lifecycle.create(house.account, name="Old friends"))
    for settle_in in (_let_some_go, _ask_for_roasts, _ask_for_topics, liking.choose):
        settle_in(house)
    _sort(house)
    _let_programs_in(house)
    _report(house)
    _let_services_in(house)
    _prove(house)
    _text(house)
    _send(house)
    empty = houses.build("Nobody yet")
    empty.account.plan = Plan.objects.get(name="Free")
    empty.account.save()
    homeless = houses.member(house.account, Role.VIEWER, "Not let in")
    house.account.memberships.filter(user=homeless).update(is_narrowed=True)
    return Village(
        house=house,
        busy=busy,
        empty=empty,
        homeless=homeless,
        viewer=houses.member(house.account, Role.VIEWER, "A viewer"),
        finished=houses.imported(house, houses.people_csv(20, 60)),
        under_way=_run(house, state="running", done=420, counts={"rows": 8_000}),
        failed=_run(house, state="failed", error="The disk is full."),
        form=signing.shown(house),
        asked=asking.asked(house),
        pages=landing.settled(house),
        way_out=reverse("way_out", args=[written(sent(house.audience).token)]),
    )


def _let_some_go(house: House) -> None:
    cause = Cause(house.audience, "staff", actor=house.owner)
    people = list(house.audience.contacts.order_by("pk").values_list("pk", flat=True))
    house.audience.contacts.filter(pk__in=people[::7]).unsubscribe(cause)
    house.audience.contacts.filter(pk__in=people[3::9]).clean(cause)
    house.audience.contacts.filter(pk__in=people[5::11]).archive(cause)


def _ask_for_roasts(house: House) -> None:
    """A field with choices, which everyone has made."""
    roasts = ["Light", "Medium", "Dark", "A roast with rather a long name"]
    field = house.audience.fields.create(
        type="dropdown", label="Favorite roast", tag="ROAST", choices=roasts, position=9
    )
    house.audience.contacts.update(fields={field.key: "Dark"})


def _ask_for_topics(house: House) -> None:
    """Groups that everyone is in several of."""
    audience = house.audience
    category = audience.group_categories.create(title="Topics")
    names = ["Brewing", "A group with rather a long name", "Travel"]
    for group in categories.add_groups(category, names):
        audience.contacts.join(group, Cause(audience, "form"))


def _send(house: House) -> None:
    """A message that is over, and one that is paused; and a domain that is blocked."""
    audience = house.audience
    over = message(audience, name="Winter roast", subject="The winter roast is here")
    freeze(over)
    lease, claimed = sending.claim(over, 100)
    going = sending.dispatch(over, lease, [one.id for one in claimed])
    refused = {pk: Outcome(pk, "failed", "refused", "550 No") for pk in going[::9]}
    unknown = {pk: Outcome(pk, "unknown", "lost") for pk in going[1::9]}
    said = [refused.get(pk) or unknown.get(pk) or Outcome(pk, "sent") for pk in going]
    sending.settle(over, lease, said)
    paused = message(audience, name="Spring roast", subject="Spring", kind="bulk")
    freeze(paused)
    steering.pause(paused)
    pace = breaking.pace_for(house.account, "fjord.example")
    breaking.trip(pace, "blocks", "550 5.7.1 you are listed")


def _sort(house: House) -> None:
    """Segments of every kind: counted or not, with a problem, archived."""
    audience, owner = house.audience, house.owner
    tag = audience.tags.get(name="Fair 2026")
    fair = {"field": "tag", "op": "has", "value": tag.pk}
    subscribed = {"field": "status", "op": "is", "value": ["subscribed"]}
    make = SegmentFactory.create
    make(
        audience=audience,
        name="Fair visitors",
        labels=["Fairs", "A label with rather a long name"],
        tree={"v": 1, "match": "all", "of": [fair, subscribed]},
        owner=owner,
    )
    lost = {"field": "tag", "op": "has", "value": 0}
    make(
        audience=audience, name="Lost tag", tree={"v": 1, "match": "all", "of": [lost]}
    )
    make(audience=audience, name="VIPs", description="Whom to greet", owner=owner)
    make(audience=audience, name="Long ago").archive()
    _follow(audience, owner)


def _follow(audience: Audience, owner: User) -> None:
    """Segments that are followed: with moves, and with work that nobody does."""
    vip = audience.segments.get(name="VIPs")
    audience.contacts.filter(pk__in=_some(audience, 3)).update(vip=True)
    tag = audience.tags.get(name="Press")
    jobs.run(following.follow(vip, tag, actor=owner, inside=True))
    audience.contacts.filter(pk__in=_some(audience, 6)).update(vip=True)
    audience.contacts.filter(pk__in=_some(audience, 1)).update(vip=False)
    following.repair()
    slow = SegmentFactory.create(audience=audience, name="Slowly followed")
    following.follow(slow, None, actor=owner)


def _some(audience: Audience, n: int) -> list[int]:
    present = audience.contacts.present().order_by("pk")
    return list(present.values_list("pk", flat=True)[:n])


def _let_programs_in(house: House) -> None:
    """A key for everything, and one with a long name for some audiences."""
    account, owner = house.account, house.owner
    long = "The till of the café that is called by rather a long name"
    for name, opened in (("Shop", None), (long, [house.audience])):
        keys.make(account, name=name, role="manager", owner=owner, audiences=opened)


def _let_services_in(house: House) -> None:
    """Webhooks: one with calls that came to all ends, one that waits for its first."""
    audience = house.audience
    long = {"note": "A value that goes on for a while, " * 6, "list": [1, 2, 3]}
    hook_of(audience, None)
    hook = making.make(audience, "Tickets of the café", actor=house.owner)
    arrive(hook, ORDER)
    making.remap(hook, lambda _now: MAPPED)
    email = audience.contacts.present().order_by("pk")[0].email
    arrive(hook, {**ORDER, "customer": {"email": email}, "more": long})
    arrive(hook, ORDER)


def _prove(house: House) -> None:
    """Senders: a domain whose key is being changed, one that waits, two addresses."""
    account, owner = house.account, house.owner
    domain, _new = domains.add(account, "fjord.example", actor=owner)
    checking.check(domain, published(domain))
    identity_keys.rotate(domain)
    checking.check(domain, Said())
    long = "a-domain-with-rather-a-long-name.department-of-coffee.example"
    domains.add(account, long, actor=owner)
    confirmed, _new = addresses.add(account, f"hello@{long}", actor=owner)
    addresses.confirm(confirmed)
    addresses.add(account, "news@elsewhere.example", actor=owner)


def _text(house: House) -> None:
    """A program for SMS that an admin approved, whose messages are printed."""
    console = SmsProgram(audience=house.audience, provider="console")
    console.sender, console.identity, console.country = "+4741200000", "Fjord", "NO"
    programs.set_up(console, {}, actor=house.owner)
    programs.ask(console, actor=house.owner)
    seen = programs.digest(console)
    programs.approve(console, seen=seen, actor=house.owner)
    said = ["Please take me off, stop this", "When do you open on Saturdays?"]
    said += ["Is it a text with rather a long end? " * 12, "STOP"]
    for n, body in enumerate(said):
        text = receiving.keep(console, Heard(f"SM{n}", f"+474120001{n}", body))
        receiving.act(text)


def _report(house: House) -> None:
    """What people did in the shop, and what nobody asks about any more."""
    audience = house.audience
    reader = Reader.of(audience)
    said = {"coffee": "Kiambu AA", "note": "A text with rather a long ending " * 5}
    for place, contact in enumerate(audience.contacts.order_by("pk")[:30]):
        data = {"name": "order_placed", "properties": said | {"total": place}}
        writing.write(audience, [reader.read(contact.pk, data)])
        writing.write(audience, [reader.read(contact.pk, {"name": "left_the_shop"})])
    names = audience.customevents
    names.filter(name__name="order_placed").update(description="Paid in the shop")
    names.filter(name__name="left_the_shop").hide()


def _tag_slowly(audience: Audience, owner: User) -> None:
    """Leave the people with a job that nobody does."""
    houses.move_in(audience, owner, 3)
    tag = audience.tags.order_by("pk")[0]
    params = {"tag": tag.pk, "tag_name": tag.name}
    everyone = Selection(Filter())
    bulk.start(audience, everyone, bulk.verbs["tag"], params, owner=owner)


def _run(house: House, **changes: object) -> Import:
    """An import whose job is in this state."""
    run = houses.upload(house, houses.people_csv(3, 0))
    job = running.start(run)
    now = timezone.now()
    house.audience.jobs.filter(pk=job.pk).update(heartbeat_at=now, **changes)
    return run
