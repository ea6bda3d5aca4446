#!/usr/bin/env python
import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from config.postgres import ClusterError
from config.readiness import migrating, ready_database, start_server

WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "test",
    "version",
}
WITHOUT_TABLES = {
    "check",
    "dbshell",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "sqlmigrate",
    "squashmigrations",
}
# Whose end a mail server reads: what is not taken now is tried again (sysexits.h).
PIPES = {"receive_email"}
EX_TEMPFAIL = 75


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    is_help = command.startswith("-") or {"-h", "--help"} & set(sys.argv)
    try:
        if not is_help and command not in WITHOUT_DATABASE:
            prepare_for_pipe(command) if command in PIPES else prepare_database(command)
        alone = command == "migrate" and not is_help
        with migrating() if alone else contextlib.nullcontext():
            execute_from_command_line(sys.argv)
    except ClusterError as error:
        raise SystemExit(str(error)) from None


def prepare_for_pipe(command: str) -> None:
    try:
        prepare_database(command)
    except (Exception, SystemExit) as error:
        sys.stderr.write(f"Not now: {error}\n")
        raise SystemExit(EX_TEMPFAIL) from None


def prepare_database(command: str) -> None:
    if command in WITHOUT_TABLES:
        start_server()
    else:
        ready_database()


if __name__ == "__main__":
    main()
