"""What follows from what happened, which apps add in a module `reactions`.

They register there what hears the rows of the outbox, which names they wait for in an
audience, and what is to be done when a moment has come.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from audiences.models import Audience

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """A row of the outbox: an event, and the contact as it was known by then."""

    id: int
    name_id: int
    contact_id: int
    occurred_at: datetime
    properties: dict[str, Any]
    # Only caught up with: what somebody is counts as always, but nothing new begins.
    is_syncing: bool = False


type Reaction = Callable[[Audience, Sequence[Heard]], None]
type Wanted = Callable[[Audience], Iterable[int]]
type Due = Callable[[datetime], datetime | None]
type Failed = tuple[Heard, Exception]

reactions: dict[str, Reaction] = {}
wanted: list[Wanted] = []
dues: list[Due] = []


def reaction(name: str) -> Callable[[Reaction], Reaction]:
    """Register `react(audience, heard)`, which works inside the caller's transaction.

    It hears batches of all names that anybody listens to, oldest first, and of a
    contact that may be gone. What it does outside the database may be done again.
    The name stands in the table of what failed: it is not to be changed.
    """

    def register(react: Reaction) -> Reaction:
        reactions[name] = react
        return react

    return register


def listens(names: Wanted) -> Wanted:
    """Register `names(audience)`: the ids of the names that are waited for there.

    Whenever they become others, `listeners.sync` is called in the same transaction.
    """
    wanted.append(names)
    return names


def due(act: Due) -> Due:
    """Register `act(now)`: does what is due, says when to call it next, or None.

    It is called more often than it asks for, by several processes at once, and says
    `now` when there is more than it did.
    """
    dues.append(act)
    return act


def hear(
    reaction: Reaction,
    audience: Audience,
    heard: Sequence[Heard],
    *,
    passing: tuple[type[Exception], ...] = (),
) -> list[Failed]:
    """Let the reaction hear the batch; return the rows on which it fails, and why.

    A batch that fails leaves no trace and is halved, until whatever fails is alone.
    Errors of the types that are passing are raised, as is the loss of the connection.
    """
    try:
        with transaction.atomic():
            reaction(audience, heard)
            # What is checked only at the end would fail everybody's work.
            connection.check_constraints()
    except Exception as error:
        if isinstance(error, passing) or transaction.get_rollback():
            raise
        if len(heard) == 1:
            return [(heard[0], error)]
    else:
        return []
    middle = len(heard) // 2
    return [
        failed
        for half in (heard[:middle], heard[middle:])
        for failed in hear(reaction, audience, half, passing=passing)
    ]


def act_on_due(now: datetime) -> datetime | None:
    """Do everything that is due; return when the next of it will be.

    What fails keeps nothing else from being done, and is raised in the end.
    """
    times, failed = [], None
    for act in dues:
        try:
            times.append(act(now))
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.exception("What is due failed: %s", act)
            failed = error
    if failed:
        raise failed
    return min((time for time in times if time), default=None)
