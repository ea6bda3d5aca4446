"""Messages of the house hear who comes and goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from events.reactions import Heard, listens, reaction
from forms.letters import hearing, switching

if TYPE_CHECKING:
    from audiences.models import Audience


@listens
def names(audience: Audience) -> Iterable[int]:
    return switching.wanted_names(audience)


@reaction("letters")
def hear(audience: Audience, heard: Sequence[Heard]) -> None:
    hearing.hear(audience, heard)
