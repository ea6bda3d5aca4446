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
)
register(
    AUDIENCE,
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
