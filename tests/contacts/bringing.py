"""Rules of the invariants: files come in, and are taken back."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from contacts.imports import undoing
from tests.contacts.importing import bring
from tests.contacts.leaving import Leaving, some_emails

TAGS = ["vip", "new", "old"]
STATUSES = ["subscribed", "nonsubscribed", "unsubscribed", "cleaned"]

some_tags = st.lists(st.sampled_from(TAGS), max_size=2)


class Bringing(Leaving):
    @rule(
        emails=some_emails,
        status=st.sampled_from(STATUSES),
        update=st.booleans(),
        tags=some_tags,
    )
    def bring(
        self, emails: list[str], status: str, update: bool, tags: list[str]
    ) -> None:
        lines = [f'{email},"{",".join(tags)}"' for email in emails]
        text = "\n".join(["email,tags", *lines])
        bring(self.audience, text, status=status, update_existing=update)

    @precondition(lambda self: self.audience.imports.filter(undone_at=None).exists())
    @rule(data=st.data())
    def undo_import(self, data: st.DataObject) -> None:
        runs = self.audience.imports.filter(undone_at=None).order_by("pk")
        pk = data.draw(st.sampled_from(list(runs.values_list("pk", flat=True))))
        of_all = dict(self.audience.consents.values_list("pk", "contact_id"))
        if job := undoing.undo(self.audience, pk, actor=self.owner):
            self.run(job)
        there = set(self.audience.contacts.values_list("pk", flat=True))
        self.forget([pk for pk, of in of_all.items() if of not in there])
