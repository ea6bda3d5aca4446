from contacts.querysets.contacts import ContactQuerySet
from contacts.querysets.fields import FieldQuerySet
from contacts.querysets.groups import GroupCategoryQuerySet, GroupQuerySet
from contacts.querysets.hooks import HookCallQuerySet, HookQuerySet
from contacts.querysets.notes import NoteQuerySet
from contacts.querysets.tags import TagQuerySet

__all__ = [
    "ContactQuerySet",
    "FieldQuerySet",
    "GroupCategoryQuerySet",
    "GroupQuerySet",
    "HookCallQuerySet",
    "HookQuerySet",
    "NoteQuerySet",
    "TagQuerySet",
]
