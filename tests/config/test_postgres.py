import os
import shutil
import signal
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres import Cluster, ClusterError, binaries, processes, tuning
from config.postgres.binaries import PACKAGE, RELEASE
from config.postgres.placement import ELSEWHERE
from tests.config.conftest import ONLY_ROOT, Starter

# One worker runs them all: they share what is costly to start.
pytestmark = pytest.mark.xdist_group("postgres")


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(
        host=cluster.host,
        port=cluster.port,
        user=cluster.user,
        dbname="postgres",
        autocommit=True,
    )


def setting(cluster: Cluster, name: str) -> object:
    with connect(cluster) as connection:
        row = connection.execute("select current_setting(%s)", [name]).fetchone()
    return row[0] if row else None


def server(cluster: Cluster) -> int:
    pid = processes.postmaster(cluster.layout.data)
    assert pid is not None
    return pid


def kill(cluster: Cluster) -> int:
    """Kill the server as a crash would; it stays a zombie as long as we look away."""
    pid = server(cluster)
    os.kill(pid, signal.SIGKILL)
    while processes.postmaster(cluster.layout.data):
        time.sleep(0.01)
    return pid


def test_nothing_runs_before_start(cluster: Cluster, home: Path) -> None:
    assert not cluster.is_ready()
    assert not list(home.iterdir())


def test_eight_cold_starts_at_once_make_one_server(
    start: Callable[[], Starter], home: Path
) -> None:
    starters = [start() for _ in range(8)]

    assert [starter.wait() for starter in starters] == [0] * 8
    cluster = Cluster.for_home(home)
    assert cluster.is_ready()
    assert len([p for p in processes.of(cluster.layout.data) if p.is_postmaster]) == 1


def test_a_second_start_leaves_the_server_alone(running: Cluster) -> None:
    pid = server(running)

    running.start()

    assert server(running) == pid


def test_a_killed_server_starts_again_with_its_data(running: Cluster) -> None:
    running.ensure_database("kept")
    pid = kill(running)
    assert os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT), "it is no zombie"

    running.start()

    with connect(running) as connection:
        names = connection.execute("select datname from pg_database").fetchall()
    assert ("kept",) in names


def test_a_busy_client_of_a_killed_server_does_not_keep_it_down(
    running: Cluster,
) -> None:
    connection = connect(running)
    connection.pgconn.send_query(b"select count(*) from generate_series(1, 1e15)")
    time.sleep(0.1)
    kill(running)

    running.start()

    assert running.is_ready()
    connection.close()


def test_a_process_id_that_is_somebody_elses_now_is_no_server(
    running: Cluster,
) -> None:
    running.stop()
    socket = running.layout.socket
    for file in (running.layout.data / "postmaster.pid", Path(f"{socket}.lock")):
        file.write_text(f"{os.getpid()}\n{running.layout.data}\n1\n5432\n")

    running.start()

    assert running.is_ready()


def is_initializing(home: Path) -> bool:
    return any(home.glob("pg18.init-*/base"))


def is_starting(home: Path) -> bool:
    return any(processes.of(home / "pg18"))


@pytest.mark.parametrize("phase", [is_initializing, is_starting])
def test_killed_starters_leave_nothing_in_the_way_of_others(
    start: Callable[[], Starter], home: Path, phase: Callable[[Path], bool]
) -> None:
    starters = [start() for _ in range(3)]
    while not phase(home):
        time.sleep(0.005)
    for starter in starters:
        starter.kill()

    assert start().wait() == 0
    assert Cluster.for_home(home).is_ready()


def test_a_stopped_server_is_gone_and_starts_without_recovery(
    running: Cluster,
) -> None:
    running.stop()

    assert list(processes.of(running.layout.data)) == []
    assert not running.is_ready()
    running.start()
    assert "automatic recovery" not in running.layout.log.read_text()


def test_a_start_waits_for_a_server_on_its_way_out(running: Cluster) -> None:
    pid = server(running)
    with connect(running):
        os.kill(pid, signal.SIGTERM)  # it ends when the last client has left
        time.sleep(0.05)
    running.start()

    assert running.is_ready()
    assert server(running) != pid


def test_a_database_is_made_once(running: Cluster) -> None:
    running.ensure_database("parterre")
    running.ensure_database("parterre")

    with connect(running) as connection:
        names = connection.execute("select datname from pg_database").fetchall()
    assert names.count(("parterre",)) == 1


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


@pytest.mark.parametrize("folder", ["pg17", "pg18"])
def test_data_of_another_version_is_refused_with_the_way_out(
    cluster: Cluster, home: Path, folder: str
) -> None:
    (home / folder).mkdir()
    (home / folder / "PG_VERSION").write_text("17\n")

    with pytest.raises(ClusterError, match=r"PostgreSQL 17, .*pg_dump .*pg_restore"):
        cluster.start()


def test_a_server_that_cannot_start_says_why(running: Cluster) -> None:
    running.stop()
    running.layout.data.chmod(0o777)
    try:
        with pytest.raises(ClusterError, match="has invalid permissions"):
            running.start()
    finally:
        running.layout.data.chmod(0o700)


def test_what_an_administrator_sets_wins(running: Cluster) -> None:
    with connect(running) as connection:
        connection.execute("alter system set work_mem = '5MB'")
    running.stop()
    running.start()

    assert setting(running, "work_mem") == "5MB"
    assert setting(running, "jit") == "off"


@pytest.mark.parametrize(
    ("memory", "buffers"), [(64, "32MB"), (1024, "256MB"), (24 * 1024, "2048MB")]
)
def test_the_server_takes_a_quarter_of_memory_within_limits(
    memory: int, buffers: str
) -> None:
    assert tuning.settings(memory * tuning.MB, fsync=True)["shared_buffers"] == buffers


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
