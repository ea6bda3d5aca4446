"""What the tests share that kill processes (a plugin of pytest)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.postgres import Cluster
from tests.contacts.installation import Installation


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    home = Path(tempfile.mkdtemp(prefix="parterre-test-", dir="/tmp"))
    home.chmod(0o711)
    cluster = Cluster.for_home(home, fsync=False)
    yield Installation(home, cluster)
    cluster.stop()
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def audience_id(installation: Installation) -> int:
    said = installation.run(
        *("manage.py", "bootstrap", "--account", "Fjord", "--email", "a@example.com"),
        *("--password", "correct horse battery"),
    )
    return int(json.loads(said)["audience_id"])
