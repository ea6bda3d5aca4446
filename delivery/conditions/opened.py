"""What people opened, as far as it is seen: machines are not counted."""

from django.db.models import Q
from django.utils.translation import (
    gettext_lazy,
    ngettext_lazy,
    npgettext_lazy,
)

from delivery.conditions.deeds import IN_HTML, Deed
from events.names import Own

OPENED = Deed(
    key="opened",
    label=gettext_lazy("Message opened"),
    at="opened_at",
    is_done=Q(opened_at__isnull=False),
    is_known=IN_HTML & Q(tracks_opens=True, tracks_anonymously=False),
    names=frozenset({int(Own.EMAIL_OPENED)}),
    note=gettext_lazy(
        "Not every open is seen: some people load no pictures, or do not want to be "
        "tracked."
    ),
    said={
        "one": gettext_lazy("who opened %(message)s"),
        "one_not": gettext_lazy("who did not open %(message)s"),
        "any": gettext_lazy("who opened any message"),
        "any_not": gettext_lazy("who opened no message"),
    },
    counted={
        "days": ngettext_lazy(
            "who opened a message today",
            "who opened a message in the last %(n)s days",
            "n",
        ),
        "days_not": ngettext_lazy(
            "who opened no message today",
            "who opened no message in the last %(n)s days",
            "n",
        ),
        "some": npgettext_lazy(
            "one of several messages",
            "who opened the last message",
            "who opened one of the last %(n)s messages",
            "n",
        ),
        "some_not": npgettext_lazy(
            "none of several messages",
            "who did not open the last message",
            "who opened none of the last %(n)s messages",
            "n",
        ),
        "all": npgettext_lazy(
            "all of several messages",
            "who opened the last message",
            "who opened all of the last %(n)s messages",
            "n",
        ),
        "all_not": npgettext_lazy(
            "not all of several messages",
            "who did not open the last message",
            "who did not open all of the last %(n)s messages",
            "n",
        ),
    },
    times=ngettext_lazy(
        "They opened %(n)s message, on %(day)s.",
        "They opened %(n)s messages, the last on %(day)s.",
        "n",
    ),
    never=gettext_lazy("They opened none, as far as is known."),
)
