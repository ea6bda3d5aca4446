"""One click on the page of a call: the mapping as it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from contacts.hooks import paths
from contacts.hooks.guessing import guess
from contacts.hooks.mapping import MOST_PROPERTIES, MOST_TAGS, Mapping, event_name
from contacts.hooks.meaning import fields_of

if TYPE_CHECKING:
    from audiences.models import Audience

TAG_LENGTH = 100


def clicked(
    mapping: Mapping, data: Map[str, str], audience: Audience, document: Any
) -> Mapping:
    """The mapping after what a form of the page said; what is nonsense changes nothing.

    `do` says what: `use` a value, `drop` one, `fixed` for a name of the event, `all`
    or `some` of the values as properties, `tags` for everybody, or `guess`.
    """
    do = data.get("do")
    if do in {"all", "some"}:
        return replace(mapping, takes_all=do == "all")
    match do:
        case "use":
            changed = _using(mapping, data, audience, document)
        case "drop":
            said = (data.get("role", ""), data.get("path", ""), data.get("what", ""))
            changed = mapping.without(*said)
        case "fixed":
            name = event_name(data.get("fixed", ""))
            changed = replace(mapping, fixed=name, name="" if name else mapping.name)
        case "tags":
            changed = replace(mapping, tag_ids=_tags(audience, data.get("tags", "")))
        case "guess":
            found = guess(document, ZoneInfo(audience.time_zone))
            changed = completed(mapping, found)
        case _:
            changed = mapping
    return changed


def completed(mapping: Mapping, guessed: Mapping) -> Mapping:
    """What is not chosen yet, as it was guessed."""
    name = "" if mapping.fixed else mapping.name or guessed.name
    return replace(
        mapping,
        email=mapping.email or guessed.email,
        name=name,
        at=mapping.at or guessed.at,
        id=mapping.id or guessed.id,
        takes_all=mapping.takes_all or (guessed.takes_all and not mapping.properties),
    )


def _using(
    mapping: Mapping, data: Map[str, str], audience: Audience, document: Any
) -> Mapping:
    role, path, what = (data.get(name, "") for name in ("role", "path", "what"))
    value = paths.find(document, path)
    if not path or len(path) > paths.LONGEST or value is paths.MISSING:
        return mapping
    if isinstance(value, dict | list) and not paths.is_plain_list(value):
        return mapping
    is_known = what.isdecimal() and int(what[:18]) in fields_of(audience)
    if role == "field" and not is_known:
        return mapping
    changed = mapping.using(role, path, what)
    is_full = len(changed.properties) > MOST_PROPERTIES or len(changed.tags) > MOST_TAGS
    return mapping if is_full else changed


def _tags(audience: Audience, text: str) -> tuple[int, ...]:
    """The ids of the tags that are named between commas, made where they are new."""
    plain = text.replace("\0", "")
    names = [" ".join(name.split())[:TAG_LENGTH] for name in plain.split(",")]
    names = [name for name in names if name][:MOST_TAGS]
    ids = audience.tags.ensure(audience, names) if names else {}
    return tuple(dict.fromkeys(ids[name] for name in names if name in ids))
