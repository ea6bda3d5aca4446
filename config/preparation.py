"""What must be true before the first request: tables, demo, translations, files."""

import hashlib
import io
import json
import os
import sys

from django.conf import settings
from django.core.management import CommandError, call_command

from config.environment import HOME, REPOSITORY
from config.readiness import migrate, start_server
from config.translations import compile_stale


def main() -> None:
    """Prepare, and print the demo sign-in as JSON for the supervisor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    compile_stale()
    start_server()
    migrate()
    for command in ("check", "sync_schedules", "load_demo"):
        quietly(command)
    collect_static_files()
    sys.stdout.write(json.dumps(demo_sign_in()))


def quietly(command: str) -> None:
    """Run a command of which only a failure is worth a word."""
    try:
        call_command(command, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        raise SystemExit(str(error)) from None


def collect_static_files() -> None:
    """Collect and compress what changed since the last time; nothing in development."""
    stamp = HOME / "static.stamp"
    state = static_state()
    known = stamp.exists() and stamp.read_text() == state
    if settings.WHITENOISE_USE_FINDERS or known:
        return
    sys.stderr.write("Compressing the files that browsers load\n")
    stamp.unlink(missing_ok=True)
    # Files of an earlier release stay: pages that are open still ask for them.
    call_command("collectstatic", verbosity=0, interactive=False, stdout=sys.stderr)
    stamp.write_text(state)


def static_state() -> str:
    """A digest that changes with any package and any file that is served."""
    digest = hashlib.sha256()
    for lock in (
        "package-lock.json",
        "uv.lock",
        "config/vendor.py",
        "config/bundles.py",
    ):
        digest.update((REPOSITORY / lock).read_bytes())
    for file in sorted((REPOSITORY / "static").rglob("*")):
        status = file.stat()
        digest.update(f"{file} {status.st_mtime_ns} {status.st_size}\n".encode())
    return digest.hexdigest()


def demo_sign_in() -> dict[str, str]:
    """How to sign in to the demo account; nothing once that works no more."""
    from contacts import demo  # models load only after migrate()

    return demo.sign_in()


if __name__ == "__main__":
    main()
