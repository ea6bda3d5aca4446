import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.postgres import Cluster, ClusterError, binaries
from config.postgres.binaries import PACKAGE, RELEASE
from config.postgres.placement import ELSEWHERE
from tests.config.conftest import ONLY_ROOT, setting


@pytest.mark.parametrize("name", ["long" * 30, 'it\'s, "quoted"'])
def test_any_folder_can_be_the_data_folder(home: Path, name: str) -> None:
    cluster = Cluster.for_home(home / name, fsync=False)
    cluster.start()
    try:
        assert setting(cluster, "fsync") == "off"
        assert len(os.fsencode(cluster.layout.socket)) < 100
        assert stat.S_IMODE(Path(cluster.host).stat().st_mode) == 0o700
    finally:
        cluster.stop()
        shutil.rmtree(cluster.host)


def test_a_socket_folder_that_somebody_else_made_is_refused(home: Path) -> None:
    cluster = Cluster.for_home(home / ("long" * 30), fsync=False)
    Path(cluster.host).symlink_to(home)
    try:
        with pytest.raises(ClusterError, match="belongs to somebody else"):
            cluster.start()
    finally:
        Path(cluster.host).unlink()


@pytest.fixture
def closed_home(home: Path) -> Iterator[Path]:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "var"
    cluster = Cluster.for_home(closed / "var")
    cluster.stop()
    if cluster.layout.folder.is_relative_to(ELSEWHERE):
        shutil.rmtree(cluster.layout.folder, ignore_errors=True)


@ONLY_ROOT
def test_the_database_of_a_closed_home_stands_elsewhere_and_says_so(
    closed_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cluster = Cluster.for_home(closed_home, fsync=False)
    cluster.start()

    assert cluster.is_ready()
    assert cluster.layout.folder.parent == ELSEWHERE
    assert not closed_home.exists()
    said = capfd.readouterr().err
    assert str(cluster.layout.folder) in said
    assert str(closed_home.parent) in said


@ONLY_ROOT
def test_a_database_elsewhere_stays_there_when_its_home_is_opened(
    closed_home: Path,
) -> None:
    cluster = Cluster.for_home(closed_home, fsync=False)
    cluster.start()
    closed_home.parent.chmod(0o755)

    assert Cluster.for_home(closed_home).layout == cluster.layout


@ONLY_ROOT
def test_programs_out_of_the_accounts_reach_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    for part in binaries.site_packages().glob(f"{PACKAGE}*"):
        (closed / part.name).symlink_to(part)
    monkeypatch.syspath_prepend(closed)

    cluster = Cluster.for_home(home, fsync=False)
    cluster.start()

    assert cluster.is_ready()
    assert (home / f"programs-{RELEASE}" / PACKAGE).is_dir()
