from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register
from accounts.roles import Right
from audiences.navigation import PEOPLE

register(
    PEOPLE,
    Item(
        key="segments",
        label=_("Segments"),
        icon="chart-pie",
        url_name="segments:segment_list",
        right=Right.VIEW_CONTACTS,
        order=15,
        go_key="e",
    ),
)
