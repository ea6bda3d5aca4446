"""Who may do what: the roles of an account and the rights they carry."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MANAGER = "manager", _("Manager")
    AUTHOR = "author", _("Author")
    VIEWER = "viewer", _("Viewer")
    AGENT = "agent", _("Agent")


class Right(StrEnum):
    ADMINISTER = "administer"  # users, plan, API keys, deleting the account
    GOVERN = "govern"  # export contacts, delete an audience, erase a person
    MANAGE = "manage"  # audiences, import, forms, segments, flows, sending
    DRAFT = "draft"  # drafts and templates
    VIEW = "view"  # reports and dashboards
    VIEW_CONTACTS = "view_contacts"


_LEADERS = {Role.OWNER, Role.ADMIN}
_MAKERS = _LEADERS | {Role.MANAGER}
_WRITERS = _MAKERS | {Role.AUTHOR}
_READERS = _WRITERS | {Role.VIEWER}

HOLDERS: dict[Right, frozenset[Role]] = {
    Right.ADMINISTER: frozenset(_LEADERS),
    Right.GOVERN: frozenset(_LEADERS),
    Right.MANAGE: frozenset(_MAKERS),
    Right.DRAFT: frozenset(_WRITERS),
    Right.VIEW: frozenset(_READERS),
    Right.VIEW_CONTACTS: frozenset(_READERS | {Role.AGENT}),
}
