"""Many members at once: each row for itself, all of them in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from api.members import problem_of
from api.problems import Problem, invalid
from api.refusals import refusal_of_row
from api.schemas.members import Batch, BatchMember
from api.telling import Reading, email_of, spelled
from contacts.receiving import Received, Refused, Told, receive

if TYPE_CHECKING:
    from api.documents.shapes import BatchFailure
    from audiences.models import Audience
    from contacts.causes import Cause

MOST = 500
EXISTS, GENERIC = "ERROR_CONTACT_EXISTS", "ERROR_GENERIC"


class Entry(NamedTuple):
    written: str  # the address as it came
    email: str
    said: BatchMember


@dataclass(slots=True)
class Outcome:
    """Ids of who is new and who was brought up to date, in the order of their rows."""

    new: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)
    errors: list[BatchFailure] = field(default_factory=list)

    def refuse(self, written: str, problem: Problem, code: str = GENERIC) -> None:
        name, message = problem.errors[0] if problem.errors else ("", "")
        self.errors.append(
            {
                "email_address": written,
                "error": message or problem.detail,
                "error_code": code,
                "field": name,
                "field_message": message,
            }
        )


def subscribe(
    audience: Audience,
    said: Batch,
    cause: Cause,
    *,
    demands: bool = True,
    passes_doubles: bool = False,
) -> Outcome:
    """Add and update whom the rows name; raises a Problem about the body as a whole.

    Of several rows of one address the first counts; the others are errors, unless
    doubles are to be passed over.
    """
    if len(said.members) > MOST:
        raise invalid(("members", f"Schema describes array of at most {MOST} items"))
    outcome = Outcome()
    entries = list(_entries(said.members, outcome, passes_doubles=passes_doubles))
    told = list(_told(audience, entries, outcome, demands=demands))
    received = receive(
        audience,
        [each for _written, each in told],
        cause,
        update=said.update_existing,
        only_tags=said.sync_tags,
    )
    for (written, _told_of), one in zip(told, received, strict=True):
        _note(outcome, written, one)
    return outcome


def _entries(
    rows: Iterable[Mapping[str, Any]], outcome: Outcome, *, passes_doubles: bool
) -> Iterator[Entry]:
    seen: set[str] = set()
    for row in rows:
        written = str(row.get("email_address", ""))[:254]
        try:
            entry = _entry(row, written)
        except Problem as problem:
            outcome.refuse(written, problem)
            continue
        if entry.email not in seen:
            seen.add(entry.email)
            yield entry
        elif not passes_doubles:
            text = f"Duplicate items found for {written}."
            outcome.refuse(written, invalid(("email_address", text)))


def _entry(row: Mapping[str, Any], written: str) -> Entry:
    try:
        said = BatchMember.model_validate(row)
    except ValidationError as error:
        raise refusal_of_row(error) from None
    return Entry(written, email_of(said.email_address), said)


def _told(
    audience: Audience, entries: list[Entry], outcome: Outcome, *, demands: bool
) -> Iterator[tuple[str, Told]]:
    """What each row says, with the address as it was written."""
    contacts = audience.contacts.filter(email__in=[one.email for one in entries])
    here = set(contacts.values_list("email", flat=True))
    reading = Reading(audience, demands)
    for written, email, said in entries:
        is_new = email not in here
        try:
            if is_new and said.status is None:
                raise invalid(("", "Required fields were not provided: status"))
            told = reading.told(email, said, status=said.status, is_new=is_new)
        except Problem as problem:
            outcome.refuse(written, problem)
            continue
        if is_new:
            told = told.with_columns(email_display=spelled(written))
        yield written, told


def _note(outcome: Outcome, written: str, one: Received) -> None:
    if one.refused or one.pk is None:
        code = EXISTS if one.refused is Refused.HERE else GENERIC
        outcome.refuse(written, problem_of(one, written), code)
    elif one.is_new:
        outcome.new.append(one.pk)
    else:
        outcome.updated.append(one.pk)
