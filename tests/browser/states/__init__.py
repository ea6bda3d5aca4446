"""What can be opened on the pages, so that it can be looked at while it is open."""

from tests.browser.states import (
    audiences,
    bulk,
    contacts,
    errors,
    events,
    exports,
    fields,
    groups,
    hooks,
    imports,
    keys,
    lists,
    privacy,
    profile,
    segments,
    shell,
    tags,
)
from tests.browser.states.opening import STATES, State

__all__ = [
    "STATES",
    "State",
    "audiences",
    "bulk",
    "contacts",
    "errors",
    "events",
    "exports",
    "fields",
    "groups",
    "hooks",
    "imports",
    "keys",
    "lists",
    "privacy",
    "profile",
    "segments",
    "shell",
    "tags",
]
