from django.utils.translation import gettext_lazy as _

from accounts.navigation import ACCOUNT, Item, register
from accounts.roles import Right
from audiences.navigation import SENDING

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
    SENDING,
    Item(
        key="sms",
        label=_("SMS"),
        icon="device-mobile-message",
        url_name="sms:smsprogram_detail",
        right=Right.MANAGE,
        order=87,
        covers=frozenset({"sms:receivedtext_list"}),
    ),
)
register(
    SENDING,
    Item(
        key="deliveries",
        label=_("Deliveries"),
        icon="send",
        url_name="delivery:message_list",
        right=Right.VIEW_CONTACTS,
        order=60,
        go_key="d",
        covers=frozenset({"delivery:sendingrules_update", "delivery:delivery_detail"}),
    ),
)
register(
    ACCOUNT,
    Item(
        key="all-deliveries",
        label=_("All deliveries"),
        icon="mailbox",
        url_name="delivery:delivery_list",
        right=Right.VIEW_CONTACTS,
        order=35,
    ),
    Item(
        key="pace",
        label=_("Sending pace"),
        icon="gauge",
        url_name="delivery:domainpace_list",
        right=Right.VIEW_CONTACTS,
        order=40,
    ),
)
