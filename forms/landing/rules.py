"""To whom a block is shown: what its rule can be about, and whom it holds for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from conditions.binding import Bound, read_and_bind
from conditions.sentences import clause
from conditions.subjects import Subject, subjects_of
from conditions.tree import Condition, Group, Match, write
from forms.landing.content import KNOWN, STRANGER, Rule
from segments.binding import who

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact

# Of which subjects there are rules, with the operator that says “is among them”; those
# of the groups of a category have a key of their own each.
HOLDS = {"segment": "in", "tag": "has", "preference": "subscribed"}
GROUPS = "groups"


class Rules:
    """The rules of an audience: what is looked up is asked for once."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        return subjects_of(self.audience)

    def offers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a rule can be about, by subject."""
        found = []
        for key, subject in self.subjects.items():
            if key in HOLDS or key.startswith(GROUPS):
                names: Any = subject.names  # type: ignore[attr-defined]  # by each of these
                choices = [(Rule(key, pk).text, name) for pk, name in names.items()]
                if choices:
                    found.append((str(subject.label), choices))
        return found

    def bound(self, rule: Rule) -> Bound:
        """Its tree, or what is wrong with it: what it was about is gone."""
        if rule.key.startswith(GROUPS):
            condition = Condition(rule.key, "any", [rule.value])
        else:
            condition = Condition(rule.key, HOLDS.get(rule.key, "is"), rule.value)
        match = Match.NONE if rule.negated else Match.ALL
        return read_and_bind(write(Group(match, (condition,))), self.subjects)

    def is_known(self, rule: Rule) -> bool:
        return is_plain(rule) or self.bound(rule).root is not None

    def in_words(self, rule: Rule) -> str:
        if rule.key == KNOWN:
            return _("Only by a link of one’s own")
        if rule.key == STRANGER:
            return _("Only without a link of one’s own")
        bound = self.bound(rule)
        if bound.root is None:
            return _("What this asks for is gone: nobody sees it")
        (condition,) = bound.root.conditions
        said = {"clause": clause(condition)}
        if rule.negated:
            return _("Everybody but those %(clause)s") % said
        return _("Only those %(clause)s") % said


def is_plain(rule: Rule) -> bool:
    """Whether it asks for nothing that is kept of somebody."""
    return rule.key in {"", KNOWN, STRANGER}


def told_apart(
    audience: Audience, contact: Contact | None, rules: Iterable[Rule]
) -> set[Rule]:
    """Those that hold for somebody: a query for each that asks for more than a link.

    Who is not known is in nothing; a rule about what is gone holds for nobody.
    """
    known = Rules(audience)
    held = set()
    for rule in rules:
        if rule.key in {KNOWN, STRANGER}:
            holds = (rule.key == KNOWN) is (contact is not None)
        elif not rule.key:
            holds = True
        elif contact is None:
            holds = rule.negated and known.is_known(rule)
        else:
            mine = audience.contacts.filter(pk=contact.pk)
            holds = mine.filter(who(audience, known.bound(rule))).exists()
        if holds:
            held.add(rule)
    return held
