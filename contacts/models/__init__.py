from contacts.models.consent import Consent
from contacts.models.contacts import Contact
from contacts.models.exports import ExportPart
from contacts.models.fields import Field
from contacts.models.imports import Import, ImportRefusal
from contacts.models.sources import Source
from contacts.models.suppression import Suppression
from contacts.models.tags import Tag

__all__ = [
    "Consent",
    "Contact",
    "ExportPart",
    "Field",
    "Import",
    "ImportRefusal",
    "Source",
    "Suppression",
    "Tag",
]
