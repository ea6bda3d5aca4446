import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment as env
from tests.config.conftest import ONLY_ROOT

ASK = [
    sys.executable,
    "-c",
    "from config.environment import secret; print(secret('KEY'))",
]


def run_as_nobody(folder: Path) -> str:
    """What somebody is told who may not write to the folder."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from config.environment import open_folder\n"
        "os.setuid(65534); open_folder(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@ONLY_ROOT
def test_a_data_folder_of_somebody_else_is_refused_with_a_sentence(home: Path) -> None:
    assert run_as_nobody(home).startswith(f"The data folder {home} belongs to somebody")
    assert run_as_nobody(home / "a" / "b").startswith("The data folder cannot be made:")


@pytest.mark.parametrize("value", ["", "  "])
def test_a_blank_variable_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PARTERRE_TRY", value)

    assert env.text("PARTERRE_TRY", "default") == "default"
    assert env.number("PARTERRE_TRY", 7) == 7
    assert env.flag("PARTERRE_TRY", True) is True


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("0", False)]
)
def test_a_flag_is_said_in_several_ways(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: bool
) -> None:
    monkeypatch.setenv("PARTERRE_TRY", value)

    assert env.flag("PARTERRE_TRY", not expected) is expected


def test_nonsense_ends_the_program_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARTERRE_TRY", "many")

    with pytest.raises(SystemExit, match="PARTERRE_TRY is 'many': say a whole number"):
        env.number("PARTERRE_TRY", 7)
    with pytest.raises(SystemExit, match="PARTERRE_TRY is 'many': say 1 or 0"):
        env.flag("PARTERRE_TRY")


def test_a_secret_is_made_once_however_many_ask_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "new"
    monkeypatch.setenv("PARTERRE_HOME", str(home))

    asking = [subprocess.Popen(ASK, stdout=subprocess.PIPE) for _ in range(6)]
    answers = {process.communicate()[0].strip() for process in asking}

    assert len(answers) == 1
    assert len(answers.pop()) == 64
    assert stat.S_IMODE((home / "secrets" / "key").stat().st_mode) == 0o600


def test_a_secret_of_the_environment_is_taken_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTERRE_HOME", str(tmp_path))
    monkeypatch.setenv("KEY", "given")

    answer = subprocess.run(ASK, stdout=subprocess.PIPE, check=True).stdout

    assert answer == b"given\n"
    assert not list(tmp_path.iterdir())
