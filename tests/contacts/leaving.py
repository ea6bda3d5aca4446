"""Rules of the invariants: people are erased or suppressed, and sign up again."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contacts import adding, deleting
from contacts.adding import Person, SuppressedError
from contacts.causes import Cause
from contacts.models import Suppression, SuppressionList
from contacts.suppressions import intake, running

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job
    from contacts.querysets import ContactQuerySet

EMAILS = [f"{name}@example.com" for name in ("a", "b", "c")]
LEFT = {"unsubscribed", "cleaned"}

some_emails = st.sets(st.sampled_from(EMAILS), min_size=1, max_size=3).map(sorted)


class Leaving(RuleBasedStateMachine):
    audience: Audience
    owner: User
    consents: dict[int, list[Any]]
    left: set[str]  # addresses of those who may not be written to
    cause: Any

    def those(self, emails: list[str]) -> ContactQuerySet:
        rows: ContactQuerySet = self.audience.contacts.filter(email__in=emails)
        return rows

    def run(self, job: Job) -> None:
        raise NotImplementedError

    def consents_of(self, contacts: Any) -> list[int]:
        rows = self.audience.consents.filter(contact_id__in=contacts)
        return list(rows.values_list("pk", flat=True))

    def forget(self, consents: list[int]) -> None:
        """The ledger of a person goes with them, and only then."""
        for pk in consents:
            del self.consents[pk]

    @rule(emails=some_emails)
    def erase(self, emails: list[str]) -> None:
        rows = self.those(emails)
        gone = dict(rows.values_list("pk", "email"))
        self.forget(self.consents_of(gone))
        deleting.erase(rows, self.cause)
        self.left |= set(gone.values())
        for email in gone.values():
            assert Suppression.objects.holds(self.audience, email)

    @rule(emails=some_emails, kind=st.sampled_from(SuppressionList.Kind.values))
    def suppress(self, emails: list[str], kind: str) -> None:
        """A list from elsewhere: whoever is on it has left, here or not."""
        text = "\n".join(["email", *emails, "nobody"])
        file = io.BytesIO(text.encode())
        listed = intake.take(self.audience, file, "out.csv", owner=self.owner)
        self.audience.suppressionlists.filter(pk=listed.pk).update(kind=kind)
        listed, _new = running.launch(self.audience, listed.pk, ip="192.0.2.7")
        assert listed.job
        self.run(listed.job)
        self.left |= set(emails)

    @rule(email=st.sampled_from(EMAILS))
    def sign_up(self, email: str) -> None:
        """By their own hand: the only way back, unless the address is dead."""
        own = Cause(self.audience, "form", wording="Yes")
        with suppress(SuppressedError):
            added = adding.sign_up(self.audience, Person(email, email), own)
            if added.contact.status not in LEFT:
                self.left.discard(email)

    @invariant()
    def the_ledger_ends_as_the_status_says(self) -> None:
        """Who is subscribed has agreed last of all; who opted out has said so last."""
        for row in self.audience.contacts.all():
            last = row.consents.newest_first().first()
            if row.status in {"subscribed", "unsubscribed"} and last is not None:
                assert last.given is (row.status == "subscribed"), row.email
