"""Ways out: what takes a message and says what became of it."""

from delivery.transports.addresses import BadAddress, way_to
from delivery.transports.answers import Answer, Lost, Parcel, Said, Transport
from delivery.transports.choosing import check, of

__all__ = [
    "Answer",
    "BadAddress",
    "Lost",
    "Parcel",
    "Said",
    "Transport",
    "check",
    "of",
    "way_to",
]
