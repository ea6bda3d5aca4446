"""Pages of the sidebar and audiences by name, for the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from accounts import navigation
from accounts.palette import LIMIT, Found, Question, source
from audiences.access import opened
from audiences.models import Audience


@source(order=10)
def pages(question: Question) -> Iterator[Found]:
    """Where the sidebar leads, in the place the palette was opened in."""
    places = {"account": question.account_id or 0}
    if audience := opened(question.user, question.audience_id):
        places = {"account": audience.account_id, "audience": audience.pk}
    membership = question.user.membership_in(places["account"])
    if membership is None:
        return
    for group, items in navigation.entries(membership, places):
        for item in items:
            if question.names(item.label):
                url = item.url(places[group.place])
                yield Found(item.icon, item.label, url, _("Page"))


@source(order=30)
def audiences(question: Question) -> Iterator[Found]:
    """Every audience of the user's, of whatever account, with a name like that."""
    rows = Audience.objects.for_user(question.user).select_related("account")
    named = (audience for audience in rows if question.names(audience.name))
    for audience in islice(named, LIMIT):
        is_here = audience.account_id == question.account_id
        yield Found(
            "users-group",
            audience.name,
            audience.get_absolute_url(),
            _("Audience"),
            sub="" if is_here else audience.account.name,
        )
