from __future__ import annotations

import pytest

from forms.surveys import stamps


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may be sent as soon as it is there."""
    monkeypatch.setattr(stamps, "SOONEST", 0.0)
