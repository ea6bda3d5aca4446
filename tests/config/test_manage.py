import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.database import NAME
from config.postgres import Cluster
from config.readiness import FIRST_MIGRATION

type Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def manage(home: Path) -> Command:
    """Run manage.py on an empty data folder of its own."""
    environment = {**os.environ, "PARTERRE_HOME": str(home), "DATABASE_URL": ""}

    def run(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def bootstrap(manage: Command, name: str) -> subprocess.Popen[str]:
    owner = ["--email", f"{name}@example.org", "--password", "roses climb the wall"]
    return manage("bootstrap", "--account", name, *owner)


def is_migrating(home: Path) -> bool:
    cluster = Cluster.for_home(home)
    try:
        with psycopg.connect(
            host=cluster.host, port=cluster.port, user=cluster.user, dbname=NAME
        ) as connection:
            question = "select to_regclass(%s), to_regclass('django_content_type')"
            row = connection.execute(question, [FIRST_MIGRATION]).fetchone()
            return row is not None and None not in row
    except psycopg.OperationalError:
        return False


def test_commands_at_once_on_an_empty_folder_all_find_the_tables(
    manage: Command,
) -> None:
    commands = [bootstrap(manage, name) for name in ("anna", "ben")]

    answers = [json.loads(command.communicate()[0]) for command in commands]

    assert sorted(answer["account_id"] for answer in answers) == [1, 2]


def test_a_killed_first_migration_is_finished_by_the_next_command(
    manage: Command, home: Path
) -> None:
    killed = manage("showmigrations")
    while not is_migrating(home):
        assert killed.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    killed.kill()
    killed.communicate()

    answer, _ = bootstrap(manage, "anna").communicate()

    assert json.loads(answer)["account_id"] == 1


@pytest.mark.parametrize("arguments", [["help"], ["migrate", "--help"]])
def test_what_needs_no_database_starts_none(
    manage: Command, home: Path, arguments: list[str]
) -> None:
    command = manage(*arguments)

    command.communicate()

    assert command.returncode == 0
    assert not (home / "pg18").exists()
