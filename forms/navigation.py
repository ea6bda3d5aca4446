from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import PAGES, SENDING

register(
    PAGES,
    Item(
        key="forms",
        label=_("Forms"),
        icon="clipboard-list",
        url_name="forms:signupform_list",
        right=Right.VIEW_CONTACTS,
        order=10,
        go_key="u",
    ),
    Item(
        key="surveys",
        label=_("Surveys"),
        icon="clipboard-data",
        url_name="forms:survey_list",
        right=Right.VIEW_CONTACTS,
        order=20,
        go_key="q",
    ),
    Item(
        key="pages",
        label=pgettext_lazy("landing pages", "Pages"),
        icon="browser",
        url_name="forms:landingpage_list",
        right=Right.VIEW_CONTACTS,
        order=30,
        covers=frozenset({"forms:about_update"}),
    ),
    Item(
        key="centre",
        label=_("Public centre"),
        icon="user-cog",
        url_name="forms:centre_update",
        right=Right.MANAGE,
        order=40,
    ),
    Item(
        key="permissions",
        label=_("Permissions"),
        icon="shield-check",
        url_name="forms:permission_list",
        right=Right.MANAGE,
        order=50,
        covers=frozenset({"forms:permissionblock_update"}),
    ),
)
register(
    SENDING,
    Item(
        key="letters",
        label=_("Messages of the system"),
        icon="mail-cog",
        url_name="forms:letter_list",
        right=Right.MANAGE,
        order=90,
    ),
)
