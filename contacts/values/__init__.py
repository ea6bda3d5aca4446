"""What the fields of an audience hold: read from text, shown in words, written out.

One module for each kind of value; nothing here knows of contacts or of the database.
"""

from contacts.values.codes import language
from contacts.values.dates import order_of
from contacts.values.mobiles import mobile_of
from contacts.values.moments import moment_of
from contacts.values.places import PARTS as ADDRESS_PARTS
from contacts.values.places import country_code, country_of
from contacts.values.reading import CHOICE_TYPES, Reader, reader_of
from contacts.values.refusing import REASONS, ValueRefused, sentence
from contacts.values.showing import in_words
from contacts.values.texts import MAX_NAME, MAX_REGION, MAX_TEXT, ip, name, region
from contacts.values.truths import truth
from contacts.values.writing import as_text
from contacts.values.zones import time_zone

__all__ = [
    "ADDRESS_PARTS",
    "CHOICE_TYPES",
    "MAX_NAME",
    "MAX_REGION",
    "MAX_TEXT",
    "REASONS",
    "Reader",
    "ValueRefused",
    "as_text",
    "country_code",
    "country_of",
    "in_words",
    "ip",
    "language",
    "mobile_of",
    "moment_of",
    "name",
    "order_of",
    "reader_of",
    "region",
    "sentence",
    "time_zone",
    "truth",
]
