"""The entries of the sidebar that lead to audiences and to how they are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import ACCOUNT, Group, Item, register
from accounts.roles import Right

# Who is in an audience, what they are shown, what they are sent, and how all is kept.
PEOPLE = Group("people", _("People"), 10, "audience")
PAGES = Group("pages", _("Forms and pages"), 20, "audience")
SENDING = Group("sending", _("Sending"), 30, "audience")
UPKEEP = Group("upkeep", _("This audience"), 40, "audience")

register(
    ACCOUNT,
    Item(
        key="audiences",
        label=_("Audiences"),
        icon="users-group",
        url_name="audiences:audience_list",
        right=Right.VIEW_CONTACTS,
        order=10,
        go_key="a",
    ),
)
register(
    UPKEEP,
    Item(
        key="jobs",
        label=_("Jobs"),
        icon="progress",
        url_name="audiences:job_list",
        right=Right.VIEW_CONTACTS,
        order=80,
        go_key="j",
    ),
    Item(
        key="settings",
        label=_("Settings"),
        icon="settings",
        url_name="audiences:audience_update",
        right=Right.MANAGE,
        order=90,
        go_key="s",
        covers=frozenset({"audiences:audience_delete", "audiences:audience_start"}),
    ),
)
