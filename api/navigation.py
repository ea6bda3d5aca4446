from django.utils.translation import gettext_lazy as _

from accounts.navigation import ACCOUNT, Item, register
from accounts.roles import Right

register(
    ACCOUNT,
    Item(
        key="keys",
        label=_("API keys"),
        icon="key",
        url_name="api:key_list",
        right=Right.ADMINISTER,
        order=80,
    ),
)
