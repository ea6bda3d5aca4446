"""The loop of `react`, turn by turn."""

from __future__ import annotations

from datetime import datetime

import pytest

from audiences.models import Audience
from events import reactions, reactor, waking
from events.reactor import Reactor
from tests.events.conftest import happen


def test_while_much_happens_what_is_due_is_looked_for_now_and_then(
    audience: Audience, name: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []
    reactions.due(looks.append)
    reactions.reaction("tests.none")(lambda audience, heard: None)
    monkeypatch.setattr(reactor, "BUSY_LOOK", 3600)
    loop = Reactor()

    with waking.listening() as listener:
        for _turn in range(3):
            happen(audience, name, 1)
            loop._turn(listener)
        assert len(looks) == 1
        loop.stop()  # it would sleep
        loop._turn(listener)

    assert len(looks) == 2
