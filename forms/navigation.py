from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import AUDIENCE

register(
    AUDIENCE,
    Item(
        key="forms",
        label=_("Forms"),
        icon="clipboard-list",
        url_name="forms:signupform_list",
        right=Right.VIEW_CONTACTS,
        order=28,
        go_key="u",
    ),
    Item(
        key="permissions",
        label=_("Permissions"),
        icon="shield-check",
        url_name="forms:permission_list",
        right=Right.MANAGE,
        order=24,
        covers=frozenset({"forms:permissionblock_update"}),
    ),
    Item(
        key="letters",
        label=_("Messages of the system"),
        icon="mail-cog",
        url_name="forms:letter_list",
        right=Right.MANAGE,
        order=88,
    ),
    Item(
        key="surveys",
        label=_("Surveys"),
        icon="clipboard-data",
        url_name="forms:survey_list",
        right=Right.VIEW_CONTACTS,
        order=29,
        go_key="q",
    ),
)
