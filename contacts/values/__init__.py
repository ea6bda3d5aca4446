"""What the fields of an audience hold: read from text, shown in words, written out.

One module for each kind of value; nothing here knows of contacts or of the database.
"""

from contacts.values.places import PARTS as ADDRESS_PARTS
from contacts.values.reading import CHOICE_TYPES, Reader, reader_of
from contacts.values.refusing import REASONS, ValueRefused, sentence
from contacts.values.showing import in_words
from contacts.values.texts import MAX_NAME, MAX_TEXT, name
from contacts.values.writing import as_text

__all__ = [
    "ADDRESS_PARTS",
    "CHOICE_TYPES",
    "MAX_NAME",
    "MAX_TEXT",
    "REASONS",
    "Reader",
    "ValueRefused",
    "as_text",
    "in_words",
    "name",
    "reader_of",
    "sentence",
]
