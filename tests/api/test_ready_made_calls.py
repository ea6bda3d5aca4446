"""The calls that pages show, run as they stand but for the key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from audiences.models import Audience
from contacts.hooks import showing
from contacts.hooks.mapping import Mapping
from contacts.reported.calls import KEY, calls
from contacts.reported.samples import sample_of
from tests.api.conftest import ApiClient
from tests.contacts.hooking import hook_of, path_of, written
from tests.contacts.reporting import event_of, happen
from tests.factories import ContactFactory

# By the key of the call, what runs the file it was copied to.
RUN = {"curl": ["sh"], "python": [sys.executable], "javascript": ["node"]}
HARD: dict[str, Any] = {
    "note": "it's “quoted” \\ `ticked` ${x} $x",
    "n": None,
    "on": True,
}


def run(program: list[str], code: str, folder: Path) -> str:
    """What it prints; it fails as people see it fail."""
    file = folder / "call.mjs"
    file.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [*program, str(file)], capture_output=True, timeout=60, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("key", RUN)
def test_a_call_that_is_copied_reports_the_event(
    live_server: LiveServer,
    audience: Audience,
    api: ApiClient,
    tmp_path: Path,
    key: str,
) -> None:
    anna = ContactFactory.create(audience=audience, email="anna@example.com")
    happen(anna, **HARD)
    sample = sample_of(audience, event_of(audience))
    first = {call.key: call.code for call in calls(audience, live_server.url)}
    later = {
        call.key: call.code
        for call in calls(audience, live_server.url, "bought", sample)
    }

    for code in (first[key], later[key]):
        assert run(RUN[key], code.replace(KEY, api.text), tmp_path) == ""

    assert written(audience) == [
        ("bought", HARD),
        ("order_placed", {"coffee": "Kiambu AA", "total": 298}),
        ("bought", HARD),
    ]


def test_the_line_that_tries_a_webhook_calls_it(
    live_server: LiveServer, audience: Audience, tmp_path: Path
) -> None:
    ContactFactory.create(audience=audience, email="anna@example.com")
    hook = hook_of(audience, Mapping(email="/email", name="/event", takes_all=True))
    line = showing.trial(live_server.url + path_of(hook))

    said = run(RUN["curl"], line.code, tmp_path)

    assert "Event order_paid written." in said
    assert written(audience) == [("order_paid", {"total": 298, "coffee": "Kiambu AA"})]
