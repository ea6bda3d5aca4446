import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres import Cluster

type Starter = subprocess.Popen[bytes]

ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")


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


@contextlib.contextmanager
def reachable_folder() -> Iterator[Path]:
    """A data folder that every account can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="parterre-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    Cluster.for_home(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def cluster(home: Path) -> Cluster:
    return Cluster.for_home(home, fsync=False)


@pytest.fixture
def running(shared_home: Path) -> Cluster:
    """A running server, which the tests of a module break one after the other."""
    cluster = Cluster.for_home(shared_home, fsync=False)
    cluster.start()
    return cluster


@pytest.fixture(
    params=["whoever runs the tests", pytest.param("nobody", marks=ONLY_ROOT)]
)
def uid(request: pytest.FixtureRequest, home: Path) -> int:
    """Who starts the cluster and owns its home: root as a rule, and somebody else."""
    if request.param != "nobody":
        return os.geteuid()
    account = pwd.getpwnam("nobody")
    os.chown(home, account.pw_uid, account.pw_gid)
    return account.pw_uid


@pytest.fixture
def start(home: Path, uid: int) -> Callable[[], Starter]:
    command = [sys.executable, "-m", "tests.config.starter", str(home), str(uid)]
    return lambda: subprocess.Popen(command, stderr=subprocess.DEVNULL)
