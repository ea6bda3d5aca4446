from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.models import Audience
from audiences.navigation import PEOPLE, UPKEEP


def count_contacts(audience: Audience) -> int:
    """How many contacts are not archived."""
    return sum(n for key, n in audience.status_counts.items() if key != "archived")


register(
    PEOPLE,
    Item(
        key="contacts",
        label=_("Contacts"),
        icon="address-book",
        url_name="contacts:contact_list",
        right=Right.VIEW_CONTACTS,
        order=10,
        go_key="c",
        count=count_contacts,
        covers=frozenset({"contacts:export_create"}),
    ),
    Item(
        key="tags",
        label=_("Tags"),
        icon="tags",
        url_name="contacts:tag_list",
        right=Right.VIEW_CONTACTS,
        order=20,
        go_key="t",
    ),
    Item(
        key="groups",
        label=_("Groups"),
        icon="category",
        url_name="contacts:group_list",
        right=Right.VIEW_CONTACTS,
        order=22,
        go_key="o",
        covers=frozenset(
            f"contacts:category_{verb}" for verb in ("create", "update", "delete")
        ),
    ),
    Item(
        key="fields",
        label=_("Fields"),
        icon="forms",
        url_name="contacts:field_list",
        right=Right.VIEW_CONTACTS,
        order=24,
        go_key="f",
    ),
    Item(
        key="events",
        label=_("Events"),
        icon="bolt",
        url_name="contacts:event_list",
        right=Right.VIEW_CONTACTS,
        order=26,
        go_key="v",
        covers=frozenset(
            f"contacts:{name}"
            for name in (
                *("pastimport_create", "pastimport_map", "pastimport_check"),
                *("pastimport_detail", "pastimport_undo"),
                *("hook_list", "hook_create", "hook_detail", "hook_update"),
                *("hook_renew", "hook_delete", "hookcall_detail"),
            )
        ),
    ),
)
register(
    UPKEEP,
    Item(
        key="imports",
        label=_("Imports"),
        icon="file-import",
        url_name="contacts:import_list",
        right=Right.MANAGE,
        order=30,
        go_key="i",
    ),
    Item(
        key="suppressions",
        label=_("Suppressions"),
        icon="shield-off",
        url_name="contacts:suppression_list",
        right=Right.GOVERN,
        order=85,
        covers=frozenset(
            f"contacts:suppressionlist_{verb}"
            for verb in ("create", "update", "detail")
        ),
    ),
)
