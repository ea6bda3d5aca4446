from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import AUDIENCE

register(
    AUDIENCE,
    Item(
        key="centre",
        label=_("Public centre"),
        icon="user-cog",
        url_name="forms:centre_update",
        right=Right.MANAGE,
        order=24,
    ),
    Item(
        key="forms",
        label=_("Forms"),
        icon="forms",
        url_name="forms:signupform_list",
        right=Right.VIEW_CONTACTS,
        order=28,
        go_key="u",
    ),
)
