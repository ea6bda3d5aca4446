"""In which messages people followed a link: machines are not counted."""

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext_lazy, npgettext_lazy

from delivery.conditions.deeds import IN_HTML, Deed
from events.names import Own

CLICKED = Deed(
    key="clicked",
    label=gettext_lazy("Message clicked"),
    at="clicked_at",
    is_done=Q(clicked_at__isnull=False),
    is_known=IN_HTML & Q(tracks_clicks=True, tracks_anonymously=False),
    names=frozenset({int(Own.EMAIL_CLICKED)}),
    note=gettext_lazy(
        "Not every click is known: some people do not want to be tracked."
    ),
    said={
        "one": gettext_lazy("who clicked in %(message)s"),
        "one_not": gettext_lazy("who did not click in %(message)s"),
        "any": gettext_lazy("who clicked in any message"),
        "any_not": gettext_lazy("who clicked in no message"),
    },
    counted={
        "days": ngettext_lazy(
            "who clicked in a message today",
            "who clicked in a message in the last %(n)s days",
            "n",
        ),
        "days_not": ngettext_lazy(
            "who clicked in no message today",
            "who clicked in no message in the last %(n)s days",
            "n",
        ),
        "some": npgettext_lazy(
            "one of several messages",
            "who clicked in the last message",
            "who clicked in one of the last %(n)s messages",
            "n",
        ),
        "some_not": npgettext_lazy(
            "none of several messages",
            "who did not click in the last message",
            "who clicked in none of the last %(n)s messages",
            "n",
        ),
        "all": npgettext_lazy(
            "all of several messages",
            "who clicked in the last message",
            "who clicked in all of the last %(n)s messages",
            "n",
        ),
        "all_not": npgettext_lazy(
            "not all of several messages",
            "who did not click in the last message",
            "who did not click in all of the last %(n)s messages",
            "n",
        ),
    },
    times=ngettext_lazy(
        "They clicked in %(n)s message, on %(day)s.",
        "They clicked in %(n)s messages, the last on %(day)s.",
        "n",
    ),
    never=gettext_lazy("They clicked in none, as far as is known."),
)
