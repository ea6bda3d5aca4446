"""What is done to a draft by its buttons: `verb:ID`.

Each verb says where the focus goes, and what there is to say aloud.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from conditions.tree import MAX_CONDITIONS, MAX_DEPTH, Match
from segments.drafts import DraftCondition, DraftGroup, DraftNode, walk


class Done(NamedTuple):
    """The id of the node to go on with, which part of it, and the words."""

    id: str = ""
    part: str = ""  # "field", "grip" or "add"
    said: str = ""


NOTHING_DONE = Done()


@dataclass(frozen=True, slots=True)
class Place:
    """A node, where it stands, and where what it stands in stands."""

    root: DraftGroup
    node: DraftNode
    parent: DraftGroup
    above: DraftGroup | None

    @property
    def position(self) -> int:
        return next(n for n, node in enumerate(self.parent.of) if node is self.node)

    def neighbor(self, by: int) -> DraftNode | None:
        place = self.position + by
        return self.parent.of[place] if 0 <= place < len(self.parent.of) else None

    def group(self, by: int) -> DraftGroup | None:
        """The next or the last group beside it, over whatever stands between."""
        found = self.parent.of[self.position + 1 :]
        if by < 0:
            found = self.parent.of[: self.position][::-1]
        return next((node for node in found if isinstance(node, DraftGroup)), None)


def places_of(root: DraftGroup) -> dict[str, Place]:
    """Where each node stands, by its id; the root stands nowhere."""
    places: dict[str, Place] = {}
    for _path, node in walk(root):
        if isinstance(node, DraftGroup):
            above = places[node.id].parent if node.id in places else None
            for child in node.of:
                places[child.id] = Place(root, child, node, above)
    return places


def apply(root: DraftGroup, what: str) -> Done:
    """Do `verb:ID`; what is not known, or cannot be done, changes nothing."""
    verb, _colon, key = what.partition(":")
    if verb in ADDING:
        groups = (node for _path, node in walk(root) if isinstance(node, DraftGroup))
        group = next((group for group in groups if group.id == key), None)
        return ADDING[verb](root, group) if group else NOTHING_DONE
    place = places_of(root).get(key)
    return MOVING[verb](place) if place and verb in MOVING else NOTHING_DONE


def _full(root: DraftGroup, more: int = 1) -> str:
    """Why so many more conditions are too many; empty where they are not."""
    n = sum(isinstance(node, DraftCondition) for _path, node in walk(root))
    if n + more <= MAX_CONDITIONS:
        return ""
    return _("There can be at most %(n)s conditions.") % {"n": MAX_CONDITIONS}


def _deep(root: DraftGroup) -> str:
    for path, node in walk(root):
        if isinstance(node, DraftGroup) and len(path) >= MAX_DEPTH:
            return _("Groups can be nested %(n)s deep.") % {"n": MAX_DEPTH}
    return ""


def _add(root: DraftGroup, group: DraftGroup) -> Done:
    if full := _full(root):
        return Done(group.id, "add", full)
    condition = DraftCondition()
    group.of.append(condition)
    return Done(condition.id, "field")


def _add_group(root: DraftGroup, group: DraftGroup) -> Done:
    if full := _full(root):
        return Done(group.id, "add", full)
    condition = DraftCondition()
    group.of.append(DraftGroup(_other(group.match), [condition]))
    if deep := _deep(root):
        group.of.pop()
        return Done(group.id, "add", deep)
    return Done(condition.id, "field", _("A group is added."))


def _other(match: Match) -> Match:
    return Match.ANY if match is Match.ALL else Match.ALL


def _remove(place: Place) -> Done:
    position = place.position
    place.parent.of.remove(place.node)
    rest = place.parent.of
    group = isinstance(place.node, DraftGroup)
    said = _("The group is removed.") if group else _("The condition is removed.")
    if not rest:
        return Done(place.parent.id, "add", said)
    return Done(rest[min(position, len(rest) - 1)].id, "grip", said)


def _duplicate(place: Place) -> Done:
    more = sum(isinstance(node, DraftCondition) for _path, node in walk(place.node))
    if full := _full(place.root, more):
        return Done(place.node.id, "grip", full)
    copy = place.node.copy()
    place.parent.of.insert(place.position + 1, copy)
    return Done(copy.id, "grip", _("A copy stands below."))


def _step(by: int) -> Callable[[Place], Done]:
    """Past its neighbor; at the end of a group, out of it."""

    def move(place: Place) -> Done:
        if place.neighbor(by) is None:
            return _beside(place, max(by, 0)) if place.above else _at_end(place)
        position = place.position
        place.parent.of.remove(place.node)
        place.parent.of.insert(position + by, place.node)
        return _told(place.root, place.node)

    return move


def _at_end(place: Place) -> Done:
    return Done(place.node.id, "grip", _("It can go no further."))


def _beside(place: Place, after: int) -> Done:
    """Out of its group, before or after it."""
    above = place.above
    if above is None:
        return _at_end(place)
    place.parent.of.remove(place.node)
    position = next(n for n, node in enumerate(above.of) if node is place.parent)
    above.of.insert(position + after, place.node)
    return _told(place.root, place.node)


def _into(by: int) -> Callable[[Place], Done]:
    """Into the group above, as its last, or into the one below, as its first."""

    def move(place: Place) -> Done:
        group = place.group(by)
        if group is None:
            return Done(place.node.id, "grip", _("There is no group beside it."))
        position = place.position
        place.parent.of.remove(place.node)
        group.of.insert(len(group.of) if by < 0 else 0, place.node)
        if deep := _deep(place.root):
            group.of.remove(place.node)
            place.parent.of.insert(position, place.node)
            return Done(place.node.id, "grip", deep)
        return _told(place.root, place.node)

    return move


def _wrap(place: Place) -> Done:
    position, parent = place.position, place.parent
    parent.of[position] = DraftGroup(_other(parent.match), [place.node])
    if deep := _deep(place.root):
        parent.of[position] = place.node
        return Done(place.node.id, "grip", deep)
    return Done(place.node.id, "grip", _("It stands in a group of its own."))


def _unwrap(place: Place) -> Done:
    """What stands in the group stands in its place."""
    if not isinstance(place.node, DraftGroup):
        return NOTHING_DONE
    inside, position = place.node.of, place.position
    place.parent.of[position : position + 1] = inside
    said = _("The group is dissolved.")
    if inside:
        return Done(inside[0].id, "grip", said)
    return Done(place.parent.id, "add", said)


def _told(root: DraftGroup, node: DraftNode) -> Done:
    place = places_of(root).get(node.id)
    if place is None:
        return NOTHING_DONE
    said = {"n": place.position + 1, "total": len(place.parent.of)}
    if place.above is None:
        text = _("Now %(n)s of %(total)s.")
    else:
        text = _("Now %(n)s of %(total)s in its group.")
    return Done(node.id, "grip", text % said)


ADDING: dict[str, Callable[[DraftGroup, DraftGroup], Done]] = {
    "add": _add,
    "group": _add_group,
}
MOVING: dict[str, Callable[[Place], Done]] = {
    "remove": _remove,
    "duplicate": _duplicate,
    "up": _step(-1),
    "down": _step(1),
    "into-above": _into(-1),
    "into-below": _into(1),
    "out": lambda place: _beside(place, 1),
    "wrap": _wrap,
    "unwrap": _unwrap,
}
