from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import AUDIENCE

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
