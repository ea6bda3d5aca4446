"""Where benchmarks run: a data folder and a durable server that are nobody else's.

Imported before the settings are read.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

# Tests of the benchmarks run where all tests do.
if not os.environ.get("PARTERRE_TESTING"):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PARTERRE_HOME", str(FOLDER.parent / "var" / "bench"))
    os.environ.update(DATABASE_URL="", DEBUG="", PARTERRE_NO_FSYNC="")

# A tenth of the full size is enough to see a ratio go wrong.
SIZE = 1_000_000 if os.environ.get("SCALE") == "1" else 100_000
