"""Start a cluster in a process of its own: one of many, or one to be killed."""

import os
import sys
from pathlib import Path

from config.postgres import Cluster


def main(home: str, uid: int) -> None:
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    Cluster.for_home(Path(home), fsync=False).start()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
