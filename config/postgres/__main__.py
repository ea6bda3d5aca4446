"""`python -m config.postgres start|stop`: the server of the data folder, by hand."""

import sys
from collections.abc import Callable

from config.environment import HOME, flag
from config.postgres.cluster import Cluster
from config.postgres.launching import ClusterError

USAGE = "Say: python -m config.postgres start|stop"


def main(verb: str) -> None:
    cluster = Cluster.for_home(HOME, fsync=not flag("PARTERRE_NO_FSYNC"))
    verbs: dict[str, Callable[[], object]] = {
        "start": cluster.start,
        "stop": cluster.stop,
    }
    if verb not in verbs:
        raise SystemExit(USAGE)
    try:
        verbs[verb]()
    except ClusterError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
