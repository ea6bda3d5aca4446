"""The guard on the wall: each table of an audience is asked with its audience.

Every statement of the code under test is read. Each time it names a table that belongs
to audiences, it must compare that table's `audience_id` once; a statement with fewer
comparisons than tables looks across audiences somewhere.
"""

from __future__ import annotations

import re
import sys
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

REPOSITORY = Path(__file__).resolve().parent.parent

# Tables with an `audience_id` that do not belong to one audience.
GLOBAL_TABLES = {
    "audiences_audienceaccess": "says which audiences a membership reaches",
    "api_keyaccess": "says which audiences a key reaches",
    "delivery_received": "arrives before anybody knows whose it is",
    "contacts_suppression": "binds the account once its audience is gone",
}

# Where statements may look across audiences: the module and function, and why.
EXEMPT = {
    ("django.contrib.admin", ""): "the installation's administrators see all of it",
    ("accounts.administration", ""): "the lists of the admin",
    ("audiences.jobs", "resume_stalled"): "finds the audiences that have stalled jobs",
    ("audiences.purging", "old_jobs"): "finds what is old, of whatever audience",
    ("audiences.purging", "spent_actions"): "finds what is old, of whatever audience",
    ("events.outbox", "waiting"): "finds the audiences that have something to hear",
    ("contacts.exports.expiring", "expired"): "finds the files whose time is over",
    ("contacts.exports.expiring", "known_files"): "tells strays, of whatever audience",
    ("contacts.uploading", "expired"): "finds old files, of whatever audience",
    ("contacts.uploading", "known_files"): "tells strays, of whatever audience",
    ("contacts.past.refusals", "long_over"): "finds what is old, of any",
    ("delivery.receiving.finding", "find"): "whoever writes says a token, no audience",
    ("delivery.receiving.finding", "sent_to"): "says of each whether it is meant",
    ("contacts.hooks.tokens", "find"): "whoever calls says a token, and no audience",
    ("delivery.tracking.finding", "find"): "whoever clicks says a token alone",
    ("delivery.tracking.folding", "waiting"): "finds the audiences with hits",
    ("delivery.optouts.finding", "find"): "whoever opts out says a token alone",
    ("delivery.sms.programs", "find"): "whoever calls says a token, and no audience",
    ("forms.letters.summing", "wanting"): "finds the audiences with a summary to send",
    ("contacts.suppressions.refusals", "long_over"): "finds what is old, of any",
    ("forms.signup.expiring", "waiting"): "finds what is old, of any",
}

STRING = re.compile(r"'(?:[^']|'')*'")
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
ON_CONFLICT = re.compile(r"\bON CONFLICT\s*\([^()]*(?:\([^()]*\)[^()]*)*\)", re.I)
ENDS = r"\b(?:WHERE|FROM|RETURNING|SELECT|INSERT)\b|\Z"
ASSIGNED = re.compile(rf"\bSET\b.*?(?={ENDS})", re.I | re.S)
LOCKED = re.compile(r"\bOF\s+\"?\w+\"?(?:\s*,\s*\"?\w+\"?)*", re.I)

ALIAS = r'(?:\s+(?:AS\s+)?"?(?!(?:AS|ON|SET|WHERE|INNER|LEFT|JOIN|CROSS|USING|VALUES|'
ALIAS += r"GROUP|ORDER|LIMIT|FOR|RETURNING|UNION|SELECT|DO|FULL|RIGHT|NATURAL|FROM)\b)"
ALIAS += r'(\w+)"?)?'
COLUMN = r'(?<![\w."])(?:"?(\w+)"?\s*\.\s*)?"?audience_id"?(?!\w)'
# In the order they are taken out of the statement, so that none is counted twice.
PAIR = re.compile(rf"{COLUMN}\s*\)*\s*=\s*\(*\s*{COLUMN}", re.I)
LEFT = re.compile(rf"{COLUMN}\s*\)*\s*(?:=|IN\b|IS NOT DISTINCT FROM\b)", re.I)
RIGHT = re.compile(rf"=\s*\(*\s*{COLUMN}", re.I)
MEMBER = re.compile(rf"\(\s*{COLUMN}\s*,[^()]*\)\s*IN\s*\(\s*SELECT\s+{COLUMN}", re.I)
TUPLE = re.compile(rf"\(\s*{COLUMN}\s*,[^()]*\)\s*(?:=|IN\b)", re.I)
USING = re.compile(r"\bUSING\s*\([^()]*\baudience_id\b[^()]*\)", re.I)
INTO = re.compile(r"\bINTO\s+[^()]*\([^()]*\baudience_id\b[^()]*\)", re.I)


@cache
def audience_tables() -> frozenset[str]:
    """The tables with an `audience_id`, from the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'audience_id'
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relnamespace = 'public'::regnamespace
            """
        )
        return frozenset(row[0] for row in cursor.fetchall()) - set(GLOBAL_TABLES)


def named_tables(sql: str, tables: frozenset[str]) -> Tally[str]:
    """How often the statement names each table, by the alias it goes under there."""
    pattern = rf'(?<![\w.])\b({"|".join(sorted(tables))})\b(?!"?\s*\.)"?{ALIAS}'
    return Tally(
        found[2] or found[1] for found in re.finditer(pattern, sql, re.IGNORECASE)
    )


def comparisons(sql: str) -> Tally[str]:
    """How often `audience_id` is compared, by alias; "" where none is said.

    Two columns that are compared with each other count for either.
    """
    compared: Tally[str] = Tally()
    for pattern in (USING, INTO):
        compared[""] += len(pattern.findall(sql))
        sql = pattern.sub(" ", sql)
    for pattern in (MEMBER, PAIR, TUPLE, LEFT, RIGHT):
        for found in pattern.finditer(sql):
            compared.update({alias or "" for alias in found.groups()})
        sql = pattern.sub(" ", sql)
    return compared


@lru_cache(maxsize=8192)
def fault(sql: str, tables: frozenset[str]) -> str:
    """What is wrong with the statement, or nothing; most are run again and again."""
    for noise in (COMMENT, STRING, ON_CONFLICT, LOCKED):
        sql = noise.sub(" ", sql)
    if not re.match(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|\()", sql, re.I):
        return ""
    named = named_tables(sql, tables)
    compared = comparisons(ASSIGNED.sub(" ", sql))
    lacking = {alias: n - compared[alias] for alias, n in named.items()}
    missing = [alias for alias, n in lacking.items() if n > 0]
    if sum(lacking[alias] for alias in missing) <= compared[""]:
        return ""
    return f"no audience_id for {', '.join(missing)}"


@contextmanager
def guard() -> Iterator[list[str]]:
    """Collect the faults of the statements that run meanwhile."""
    faults: list[str] = []
    tables = audience_tables()

    def read(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        text = str(sql)
        wrong = fault(text, tables)
        if wrong and not _excused(text):
            faults.append(f"{wrong}: {text}")
        return execute(sql, *rest)

    guarded = [connection]
    connection.execute_wrappers.append(read)

    def follow(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
        """A thread of the live server has a connection of its own."""
        if read not in connection.execute_wrappers:
            connection.execute_wrappers.append(read)
            guarded.append(connection)

    connection_created.connect(follow)
    try:
        yield faults
    finally:
        connection_created.disconnect(follow)
        for each in guarded:
            each.execute_wrappers.remove(read)


def _excused(sql: str) -> bool:
    """Whether the statement comes from an exempt place, or a test looking around."""
    frame: FrameType | None = sys._getframe(1)
    innermost = None
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        for place, function in EXEMPT:
            if module.startswith(place) and function in {"", frame.f_code.co_name}:
                return True
        if innermost is None and _is_ours(frame):
            innermost = module
        frame = frame.f_back
    is_test = innermost is not None and innermost.split(".")[0] in {"tests", "bench"}
    return is_test and not comparisons(sql).total()


def _is_ours(frame: FrameType) -> bool:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(REPOSITORY) or frame.f_globals["__name__"] == __name__:
        return False
    return path.relative_to(REPOSITORY).parts[0] not in {".venv", "node_modules"}
