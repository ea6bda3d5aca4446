import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.postgres import Cluster, ClusterError, processes, tuning
from tests.config.conftest import Starter, connect, setting


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


def test_letters_of_every_alphabet_are_letters_to_the_trigram_index(
    running: Cluster,
) -> None:
    with connect(running) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        found = connection.execute("SELECT cardinality(show_trgm('Иван'))").fetchone()

    assert found == (5,)


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


def test_what_a_killed_client_asked_for_ends(running: Cluster) -> None:
    connection = connect(running)
    connection.pgconn.send_query(b"select count(*) from generate_series(1, 1e15)")
    pid = connection.info.backend_pid
    with socket.fromfd(connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.shutdown(socket.SHUT_RDWR)

    with connect(running) as other:
        asked = "select count(*) from pg_stat_activity where pid = %s"
        end = time.monotonic() + 30
        while other.execute(asked, [pid]).fetchall() != [(0,)]:
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.1)


@pytest.mark.parametrize(
    ("memory", "buffers"), [(64, "32MB"), (1024, "256MB"), (24 * 1024, "2048MB")]
)
def test_the_server_takes_a_quarter_of_memory_within_limits(
    memory: int, buffers: str
) -> None:
    assert tuning.settings(memory * tuning.MB, fsync=True)["shared_buffers"] == buffers
