"""Menus, dialogs, panels, errors and emptiness, each while it is open."""

from __future__ import annotations

import pytest

from tests.browser.looking import faults_at
from tests.browser.states import STATES, State
from tests.browser.village import Village
from tests.browser.visitors import Visitors


@pytest.mark.parametrize("state", STATES, ids=str)
def test_what_is_open_is_free_of_faults(
    state: State, settled: Village, visitors: Visitors
) -> None:
    page = visitors.send(state.whom(settled))
    page.set_viewport_size(state.sizes[0])
    state.open(page, settled)

    found = faults_at(page, state.sizes)

    page.close(run_before_unload=False)
    assert found + visitors.complaints() == []
