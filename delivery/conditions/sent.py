"""What people were sent: a server took it for them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext_lazy, npgettext_lazy

from delivery.conditions.deeds import Deed

SENT = Deed(
    key="sent",
    label=gettext_lazy("Message sent"),
    at="sent_at",
    is_done=Q(state="sent"),
    is_known=Q(),
    is_over_when_finished=True,
    said={
        "one": gettext_lazy("who were sent %(message)s"),
        "one_not": gettext_lazy("who were not sent %(message)s"),
        "any": gettext_lazy("who were sent any message"),
        "any_not": gettext_lazy("who were sent no message"),
    },
    counted={
        "days": ngettext_lazy(
            "who were sent a message today",
            "who were sent a message in the last %(n)s days",
            "n",
        ),
        "days_not": ngettext_lazy(
            "who were sent no message today",
            "who were sent no message in the last %(n)s days",
            "n",
        ),
        "some": npgettext_lazy(
            "one of several messages",
            "who were sent the last message",
            "who were sent one of the last %(n)s messages",
            "n",
        ),
        "some_not": npgettext_lazy(
            "none of several messages",
            "who were not sent the last message",
            "who were sent none of the last %(n)s messages",
            "n",
        ),
        "all": npgettext_lazy(
            "all of several messages",
            "who were sent the last message",
            "who were sent all of the last %(n)s messages",
            "n",
        ),
        "all_not": npgettext_lazy(
            "not all of several messages",
            "who were not sent the last message",
            "who were not sent all of the last %(n)s messages",
            "n",
        ),
    },
    times=ngettext_lazy(
        "They were sent %(n)s, on %(day)s.",
        "They were sent %(n)s, the last on %(day)s.",
        "n",
    ),
    never=gettext_lazy("They were sent none."),
)
