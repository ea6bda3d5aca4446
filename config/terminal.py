"""What Parterre says to whoever started it."""

import contextlib
import sys


def say(sentence: str) -> None:
    """Say it if somebody still listens: the terminal may have been closed."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
