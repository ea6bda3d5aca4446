from django.utils.translation import gettext_lazy as _

from accounts.navigation import ACCOUNT, Item, register
from accounts.roles import Right

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
