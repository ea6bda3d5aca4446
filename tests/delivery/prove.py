"""`make prove`, or a part of it: `python -m tests.delivery.prove 0.1`."""

from __future__ import annotations

import os
import sys

import django


def main(part: float) -> None:
    from tests.delivery import proving

    proving.main(part)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
