from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import PEOPLE

register(
    PEOPLE,
    Item(
        key="preferences",
        label=_("Preferences"),
        icon="heart",
        url_name="preferences:preference_list",
        right=Right.VIEW_CONTACTS,
        order=23,
        go_key="p",
    ),
)
