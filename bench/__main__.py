"""`make bench`: what the code makes of the machine, against what the machine can do.

`python -m bench import` runs only those whose name begins so, and keeps no results.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.environment import FOLDER, PEOPLE
from config.environment import HOME, open_folder
from config.postgres import Cluster, ClusterError
from config.preparation import collect_static_files
from config.readiness import start_server

MODULES = ("imports", "contacts")
RESULTS = FOLDER / "results.json"


def main() -> None:
    try:
        with alone(), server() as cluster:
            measure(cluster, tuple(sys.argv[1:]))
    except ClusterError as error:
        raise SystemExit(str(error)) from None
