"""A segment told again in another audience, by what is called the same there.

Fields are matched by merge tag and type, tags, preferences and segments by name, groups
by the title of their category and their name. What cannot be told there is left out, or
made first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audiences import ordering
from conditions.binding import bind_condition
from conditions.controls import Refused
from conditions.sentences import clause
from conditions.subjects import Subject, subjects_of
from conditions.tree import Condition, Group, Match, Node, Path, read, walk, write
from contacts.categories import group_ids_of
from segments.conditions import subjects_within
from segments.models import Segment
from segments.naming import Names
from segments.references import OF_FIELD, OF_GROUPS, Reference, references_of

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class Lost:
    """A condition that cannot be told there, why, and what is meant without it."""

    words: str
    reason: str
    can_be_made: bool
    effect: str


@dataclass(slots=True)
class Missing:
    """What would have to be made there first."""

    tags: dict[str, None] = field(default_factory=dict)
    # By the title of each category: its kind, and the names of the groups it lacks.
    categories: dict[str, tuple[str, dict[str, None]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tags or self.categories)

    @property
    def words(self) -> list[str]:
        tags = [_("the tag “%s”") % name for name in self.tags]
        groups = [
            _("the group “%(name)s” (%(title)s)") % {"name": name, "title": title}
            for title, (_kind, names) in self.categories.items()
            for name in names
        ]
        return tags + groups


class Untold(Exception):
    def __init__(self, reason: str, *, can_be_made: bool = False) -> None:
        self.reason, self.can_be_made = reason, can_be_made


@dataclass(frozen=True, slots=True)
class Copy:
    """`tree` is what can be told there; None where nothing can."""

    tree: Group | None
    lost: list[Lost]
    missing: Missing
    total: int  # how many conditions there are

    @property
    def for_good(self) -> list[Lost]:
        """What is left out whatever is made there."""
        return [lost for lost in self.lost if not lost.can_be_made]

    @property
    def is_nothing(self) -> bool:
        return len(self.for_good) == self.total


def copy_of(segment: Segment, target: Audience) -> Copy:
    """What comes of the segment in the other audience; raises TreeRefused."""
    root = read(segment.tree)
    teller = Teller.of(segment, target, root)
    told: dict[Path, Condition] = {}
    untold: dict[Path, Untold] = {}
    conditions = {path: n for path, n in walk(root) if isinstance(n, Condition)}
    for path, condition in conditions.items():
        try:
            told[path] = teller.tell(condition)
        except Untold as reason:
            untold[path] = reason
    lost = [
        Lost(
            teller.words(conditions[path]),
            reason.reason,
            reason.can_be_made,
            _effect(root, path, told),
        )
        for path, reason in untold.items()
    ]
    tree = _kept(root, (), told)
    tree = tree if isinstance(tree, Group) else None
    return Copy(tree, lost, teller.missing, len(conditions))


@transaction.atomic
def copy(
    segment: Segment, target: Audience, name: str, *, owner: User, make: bool
) -> Segment:
    """Make the segment there, and what it lacks if that is wanted.

    Raises IntegrityError where the name is taken.
    """
    copied = copy_of(segment, target)
    if make and copied.missing:
        _make(target, copied.missing)
        copied = copy_of(segment, target)
    if copied.tree is None:
        raise ValueError("nothing of the segment can be told there")
    return Segment.objects.create(
        audience=target,
        name=name,
        description=segment.description,
        labels=segment.labels,
        tree=write(copied.tree),
        owner=owner,
    )


def _make(target: Audience, missing: Missing) -> None:
    if missing.tags:
        target.tags.ensure(target, missing.tags)
    categories = target.group_categories
    for title, (kind, names) in missing.categories.items():
        category = categories.present().filter(title__iexact=title).first()
        if category is None:
            position = ordering.next_position(categories.present())
            category = categories.create(title=title, kind=kind, position=position)
        group_ids_of(target, category.pk, names)


@dataclass(slots=True)
class Teller:
    names: Names
    here: dict[str, Subject]
    there: dict[str, Subject]
    missing: Missing = field(default_factory=Missing)

    @classmethod
    def of(cls, segment: Segment, target: Audience, root: Group) -> Teller:
        nodes = (node for _path, node in walk(root) if isinstance(node, Condition))
        references = {one for node in nodes for one in references_of(node)}
        names = Names.of(segment.audience, target, references)
        here = subjects_within(segment.audience, segment.pk)
        return cls(names, here, subjects_of(target))

    def words(self, condition: Condition) -> str:
        try:
            return clause(bind_condition(condition, self.here))
        except Refused:
            subject = self.here.get(condition.field)
            return str(subject.label) if subject else _("Something that is gone")

    def tell(self, condition: Condition) -> Condition:
        """The same condition in the other audience; raises Untold."""
        try:
            bind_condition(condition, self.here)
            told = self._told(condition)
            bind_condition(told, self.there)
        except Refused as refused:
            raise Untold(refused.sentence) from None
        return told

    def _told(self, condition: Condition) -> Condition:
        named, value = condition.field, condition.value
        if named == "tag":
            return Condition(named, condition.op, self._tag(value))
        if named == "segment":
            pk = self.names.find("segment", value)
            if pk is None:
                raise Untold(_("There is no segment of this name there."))
            return Condition(named, condition.op, pk)
        if named == "preference":
            pk = self.names.find("preference", value)
            if pk is None:
                raise Untold(_("There is no preference of this name there."))
            return Condition(named, condition.op, pk)
        if found := OF_GROUPS.fullmatch(named):
            return self._groups(condition, int(found[1]))
        if found := OF_FIELD.fullmatch(named):
            pk = self.names.find("field", int(found[1]))
            if pk is None:
                text = _("There is no field of this merge tag and type there.")
                raise Untold(text)
            return Condition(f"f{pk}", condition.op, value)
        if named not in self.there:
            raise Untold(_("There is no such field there."))
        if not self.here[named].everywhere:
            raise Untold(_("It is about what only this audience has."))
        return condition

    def _tag(self, pk: int) -> int:
        found = self.names.find("tag", pk)
        if found is None:
            self.missing.tags[self.names.own[Reference("tag", pk)].name] = None
            raise Untold(_("There is no tag of this name there."), can_be_made=True)
        return found

    def _groups(self, condition: Condition, category: int) -> Condition:
        found = {pk: self.names.find("group", pk) for pk in condition.value}
        lacking = [pk for pk, other in found.items() if other is None]
        if lacking:
            own = self.names.own
            asked = own[Reference("category", category)]
            empty: tuple[str, dict[str, None]] = (asked.kind, {})
            _kind, names = self.missing.categories.setdefault(asked.name, empty)
            names.update({own[Reference("group", pk)].name: None for pk in lacking})
            text = _("There are no such groups there.")
            raise Untold(text, can_be_made=True)
        there = self.names.find("category", category)
        return Condition(f"groups{there}", condition.op, [*found.values()])


def _kept(node: Node, path: Path, told: dict[Path, Condition]) -> Node | None:
    """What is left of a node; nothing of a group that is left empty."""
    if isinstance(node, Condition):
        return told.get(path)
    of = tuple(
        kept
        for place, child in enumerate(node.of)
        if (kept := _kept(child, (*path, place), told)) is not None
    )
    return Group(node.match, of) if of else None


def _effect(root: Group, path: Path, told: dict[Path, Condition]) -> str:
    """What leaving out the condition does to who matches."""
    above = [root]
    for place in path[:-1]:
        inner = above[-1].of[place]
        above.append(inner if isinstance(inner, Group) else root)
    while above and _kept(above[-1], path[: len(above) - 1], told) is None:
        above.pop()  # a group that is left empty goes as a whole
    if not above:
        return ""
    wider = above[-1].match is not Match.ANY
    for outer in above[:-1]:
        wider ^= outer.match is Match.NONE
    if wider:
        return _("More people match without it.")
    return _("Fewer people match without it.")
