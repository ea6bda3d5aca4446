"""How what people permit is told on their page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Kind, Names, Said, kinds, looks_up, tells
from contacts.history import titles
from events.names import Own
from forms.landing import telling as pages
from forms.models.permissions import PREFIX
from forms.signup import telling
from forms.surveys import telling as surveys

if TYPE_CHECKING:
    from audiences.models import Audience

__all__ = ["pages", "surveys", "telling"]  # what is told of these and of sign-ups

kinds["permissions"] = Kind(gettext_lazy("Permissions"))


@titles
def title_permissions(audience: Audience, names: Collection[str]) -> Mapping[str, str]:
    ids = [rest for name in names if (rest := name.removeprefix(PREFIX)).isdecimal()]
    known = audience.permissions.filter(pk__in=ids).values_list("pk", "title")
    return {f"{PREFIX}{pk}": title for pk, title in known}


@looks_up("permission", "permission")
def read_permissions(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.permissions.filter(pk__in=ids).values_list("pk", "title"))


@tells(
    Own.PERMISSION_GIVEN,
    kind="permissions",
    icon="circle-check",
    label=gettext_lazy("Permissions given"),
)
def given(said: Said, names: Names) -> str:
    return _("Gave the permission “%s”") % _title(said, names)


@tells(
    Own.PERMISSION_WITHDRAWN,
    kind="permissions",
    icon="circle-x",
    label=gettext_lazy("Permissions withdrawn"),
)
def withdrawn(said: Said, names: Names) -> str:
    return _("Took back the permission “%s”") % _title(said, names)


def _title(said: Said, names: Names) -> str:
    gone = _("a permission of the past")
    return str(names.get("permission", said["permission"], gone))
