"""What is done to the chosen rows of a list, or to all that match, as a job."""

from contacts.bulk.registry import BulkVerb, Done, offered, verb_of, verbs
from contacts.bulk.running import reasons, register, result, running, start
from contacts.bulk.selection import Selection

__all__ = [
    "BulkVerb",
    "Done",
    "Selection",
    "offered",
    "reasons",
    "register",
    "result",
    "running",
    "start",
    "verb_of",
    "verbs",
]
