from django.utils.translation import gettext_lazy as _

from accounts.navigation import ACCOUNT, Item, register
from accounts.roles import Right
from audiences.navigation import AUDIENCE

register(
    ACCOUNT,
    Item(
        key="senders",
        label=_("Senders"),
        icon="at",
        url_name="identities:sender_list",
        right=Right.MANAGE,
        order=70,
        covers=frozenset({"identities:domain_detail"}),
    ),
)
register(
    AUDIENCE,
    Item(
        key="sms",
        label=_("SMS"),
        icon="device-mobile-message",
        url_name="sms:smsprogram_detail",
        right=Right.MANAGE,
        order=87,
    ),
)
