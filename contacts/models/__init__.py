from contacts.models.consent import Consent
from contacts.models.contacts import Contact
from contacts.models.exports import ExportPart
from contacts.models.fields import Field
from contacts.models.groups import Group, GroupCategory
from contacts.models.hooks import Hook, HookCall
from contacts.models.imports import Import, ImportBucket, ImportRefusal
from contacts.models.notes import MAX_NOTE, Note, NoteVersion
from contacts.models.past import PastImport, PastKey, PastRefusal
from contacts.models.sources import Source
from contacts.models.suppression import (
    Suppression,
    SuppressionList,
    SuppressionRefusal,
)
from contacts.models.tags import Tag
from contacts.models.views import SavedView, TableChoice

__all__ = [
    "MAX_NOTE",
    "Consent",
    "Contact",
    "ExportPart",
    "Field",
    "Group",
    "GroupCategory",
    "Hook",
    "HookCall",
    "Import",
    "ImportBucket",
    "ImportRefusal",
    "Note",
    "NoteVersion",
    "PastImport",
    "PastKey",
    "PastRefusal",
    "SavedView",
    "Source",
    "Suppression",
    "SuppressionList",
    "SuppressionRefusal",
    "TableChoice",
    "Tag",
]
