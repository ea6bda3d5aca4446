"""What the staff set up for themselves and did to many people at once, long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from audiences import actions, jobs
from audiences.models import Job
from contacts.arranging import normal_query
from contacts.bulk import Selection
from contacts.demo.growth import Growth
from contacts.exports.orders import Format, Order
from contacts.exports.running import KIND as EXPORT
from contacts.filters import Filter
from contacts.models import SavedView

LISTED = ["status", "tags", "rating"]


def newsletter(growth: Growth) -> None:
    maya, jonas, ground = growth.team.maya, growth.team.jonas, growth.ground
    nearby = ground.groups[next(iter(ground.groups))][2]
    _view(growth, "Café evenings", maya, group=nearby, status="subscribed")
    _view(growth, "New this month", maya, days=30)
    _view(growth, "Our best readers", jonas, rating=5, status="subscribed")
    _view(growth, "Who never confirmed", maya, is_shared=False, status="pending")


def club(growth: Growth) -> None:
    tags, key = growth.ground.tags, growth.ground.fields
    bags = ["status", key["ROAST"], key["GRIND"], key["BAGS"], key["LASTORDER"]]
    _view(growth, "Bags to pack", growth.team.maya, bags, status="subscribed")
    _view(growth, "Gifts", growth.team.maya, tag=tags[4])


def wholesale(growth: Growth) -> None:
    tags, key = growth.ground.tags, growth.ground.fields
    van = ["status", key["BUSINESS"], key["KIND"], key["KILOS"], "phone"]
    routes = next(iter(growth.ground.groups.values()))
    _view(growth, "Monday's van", growth.team.jonas, van, group=routes[0])
    _view(growth, "Late payers", growth.team.maya, van, tag=tags[6], is_shared=False)


def _view(
    growth: Growth,
    name: str,
    owner: User,
    columns: list[str] | None = None,
    *,
    is_shared: bool = True,
    **wanted: object,
) -> None:
    view = SavedView.objects.create(
        audience=growth.ground.audience,
        name=name,
        query=normal_query(QueryDict(urlencode(wanted))).urlencode(),
        columns=columns or LISTED,
        is_shared=is_shared,
        owner=owner,
    )
    made = SavedView.objects.filter(audience=view.audience_id, pk=view.pk)
    made.update(created_at=growth.moment(90))


def tagged(growth: Growth, days_ago: int, tag_id: int, n: int, had: int) -> None:
    """A tag for many people, which can be taken back no more."""
    audience, jonas = growth.ground.audience, growth.team.jonas
    said: dict[str, Any] = {
        "tag": tag_id,
        "tag_name": audience.tags.get(pk=tag_id).name,
    }
    label = f"Tagging with “{said['tag_name']}”"
    action = actions.begin(audience, "contacts.tag", label, actor=jonas, **said)
    params: dict[str, Any] = {"with": said, "action": action.pk, "ip": None}
    job = jobs.start(audience, "contacts.tag", label, owner=jonas, **params)
    _is_over(growth, job, days_ago, n + had, {"changed": n, "same": had})
    done_at = growth.moment(days_ago)
    audience.actions.filter(pk=action.pk).update(created_at=done_at, n=n)


def exported(growth: Growth, days_ago: int, n: int) -> None:
    """A file that was fetched and is gone."""
    audience = growth.ground.audience
    order = Order(Selection(Filter(status="subscribed"), None), Format.ZIP, ())
    job = jobs.start(
        *(audience, EXPORT, "Export of contacts"),
        owner=growth.team.maya,
        **order.to_dict(),
    )
    _is_over(growth, job, days_ago, n, {"rows": n})


def _is_over(
    growth: Growth, job: Job, days_ago: int, total: int, counts: dict[str, Any]
) -> None:
    at = growth.moment(days_ago)
    growth.ground.audience.jobs.filter(pk=job.pk).update(
        state=Job.State.FINISHED,
        counts=counts,
        done=total,
        total=total,
        created_at=at,
        started_at=at,
        heartbeat_at=at + timedelta(seconds=2),
        finished_at=at + timedelta(seconds=2),
    )
