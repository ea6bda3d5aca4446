"""Who hears of each submission while it is written down: the inbox, for one.

Higher apps register in a module `submissions`, imported once all apps are ready. What
they write stands or falls with the submission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contacts.models import Contact
    from forms.models import Submission


@dataclass(frozen=True, slots=True)
class Told:
    """A submission in words; `contact` is None where it is not known whose it is.

    `email` is what was typed, which nobody has proven. `is_message` says that it came
    by a contact form, and is meant to be answered.
    """

    submission: Submission
    contact: Contact | None
    email: str
    is_message: bool
    answers: list[tuple[str, str]]  # questions and what was answered


type Hear = Callable[[Told], None]

_listeners: list[Hear] = []


def hears(hear: Hear) -> Hear:
    """Register who is told, in the transaction of the submission."""
    _listeners.append(hear)
    return hear


def tell(told: Told) -> None:
    for hear in _listeners:
        hear(told)
