"""Rules that hold for all of the code, and for all tables of audiences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from tests.wall import GLOBAL_TABLES, REPOSITORY, audience_tables

APPS = (
    *("accounts", "audiences", "events", "conditions", "contacts", "preferences"),
    *("segments",),
    *("delivery", "forms", "api"),
)
FOLDERS = (*APPS, "config", "tests", "templates", "static", "bench")
KINDS = {".py", ".html", ".js", ".css"}
MAX_LINES = 300

# Indexes of audiences' tables that do not begin with the audience, and why.
OTHER_INDEXES = {
    "contacts_hook_digest": "finds the webhook that is called",
    "delivery_link_token": "finds the link that is followed",
    "delivery_message_open": "finds what a sender has to do, of whatever audience",
    "delivery_delivery_token": "finds the delivery that an address or link is of",
    "delivery_smsprogram_token": "finds the program that a provider calls for",
    "events_event_pkey": "begins with the kind, by which the table is partitioned",
    "audiences_action_actor_id_f3c637b1": "finds the rows of a user who is deleted",
    "audiences_job_owner_id_736b24ac": "finds the rows of a user who is deleted",
    "contacts_consent_actor_id_bf9ee9a5": "finds the rows of a user who is deleted",
    "contacts_savedview_owner_id_923466f3": "finds the rows of a user who is deleted",
    "forms_noticechoice_membership_id_bd2884d8": "finds the rows of who leaves a team",
    "segments_segment_owner_id_87e0a78b": "finds the rows of a user who is deleted",
    "segments_segment_changed_by_id_8781e17d": "finds the rows of a user who is gone",
    "contacts_note_author_id_6ea04016": "finds the rows of a user who is deleted",
    "events_listener_name_id_11fdfc33": "finds the rows of a name that is deleted",
    "events_customevent_name_id_4c61f842": "finds the rows of a name that is deleted",
}

# Tables that no foreign key ties to the audience, and why.
UNBOUND = {
    "contacts_importline": "a cache that is unlogged, so that nothing may refer to it",
    "events_event": "partitioned, and written without asking another table",
    "events_eventtotal": "written in one statement with the event",
    "events_eventday": "written in one statement with the event",
    "events_receipt": "written in one statement with the event",
}

# Triggers on tables of audiences, and why.
ON_WATCH = {
    "contacts_consent_written": "no line of the ledger is changed (decision 23)",
    "contacts_consent_kept": "nor deleted without its contact",
}

INDEXES = """
SELECT c.relname, t.relname, am.amname, i.indisprimary,
       (SELECT array_agg(coalesce(a.attname, '(expression)') ORDER BY k.place)
        FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, place)
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_am am ON am.oid = c.relam
WHERE t.relname = ANY(%s)
"""
REFERENCES = """
SELECT s.relname, c.conname, t.relname, c.confdeltype,
       (SELECT array_agg(a.attname ORDER BY k.place)
        FROM unnest(c.conkey) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum)
FROM pg_constraint c
JOIN pg_class s ON s.oid = c.conrelid
JOIN pg_class t ON t.oid = c.confrelid
WHERE c.contype = 'f' AND NOT s.relispartition
"""
TRIGGERS = """
SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
WHERE t.relname = ANY(%s) AND NOT g.tgisinternal
"""


def rows_of(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall())


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            generated = {"migrations", "__pycache__"} & set(path.parts)
            if path.suffix in KINDS and not generated:
                yield path


def audience_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, AudienceModel)]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text().splitlines())
        for path in files()
    }

    assert {path: n for path, n in lengths.items() if n > MAX_LINES} == {}


def test_views_and_forms_start_from_an_audience() -> None:
    """`Model.objects` knows no audience: querysets and verbs alone may say it."""
    found = []
    for path in files():
        parts = path.relative_to(REPOSITORY).parts
        if parts[0] not in APPS or path.suffix != ".py":
            continue
        if path.stem in {"views", "forms"} or {"views", "forms"} & set(parts[1:-1]):
            found += [
                f"{path}:{node.lineno}"
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Attribute)
                and node.attr in {"objects", "_default_manager", "_base_manager"}
            ]

    assert found == []


def test_every_table_with_an_audience_has_the_wall_around_it() -> None:
    holding = {
        model
        for model in apps.get_models()
        if any(field.column == "audience_id" for field in model._meta.concrete_fields)
    }
    outside = {model._meta.db_table for model in holding - set(audience_models())}

    assert outside == set(GLOBAL_TABLES)


def test_the_audience_of_a_row_is_known_and_of_one_type(db: None) -> None:
    columns = rows_of(
        """
        SELECT table_name, data_type, is_nullable FROM information_schema.columns
        WHERE column_name = 'audience_id' AND table_name = ANY(%s)
        """,
        list(audience_tables()),
    )

    assert {(kind, nullable) for _, kind, nullable in columns} == {("bigint", "NO")}


def test_keys_and_indexes_begin_with_the_audience(db: None) -> None:
    found = set()
    for name, _table, method, primary, columns in rows_of(
        INDEXES, list(audience_tables())
    ):
        by_id = primary and columns == ["id"]
        if columns[0] != "audience_id" and method != "gin" and not by_id:
            found.add(name)

    assert found == set(OTHER_INDEXES)


def test_every_reference_between_tables_of_audiences_names_the_audience(
    db: None,
) -> None:
    tables = audience_tables()

    plain = [
        (source, name)
        for source, name, target, _, columns in rows_of(REFERENCES)
        if source in tables and target in tables and columns[0] != "audience_id"
    ]

    assert plain == []


def test_every_audience_key_has_its_constraint_in_the_database(db: None) -> None:
    there = {
        (source, tuple(columns), target, rule)
        for source, _, target, rule, columns in rows_of(REFERENCES)
    }
    wanted = {
        (
            model._meta.db_table,
            ("audience_id", field.column),
            field.related_model._meta.db_table,
            "c",
        )
        for model in audience_models()
        for field in model._meta.concrete_fields
        if isinstance(field, AudienceKey)
    }

    assert wanted <= there


def test_tables_of_audiences_refer_to_each_other_by_audience_keys_alone() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in audience_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, AudienceModel)
        and not isinstance(field, AudienceKey)
    ]

    assert found == []


def test_every_audience_key_is_listed_with_its_reference() -> None:
    for model in audience_models():
        keys = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, AudienceKey)
        }
        references = {
            constraint.field
            for constraint in model._meta.constraints
            if isinstance(constraint, AudienceReference)
        }
        assert keys == references, model


def test_nothing_global_refers_to_a_table_of_audiences(db: None) -> None:
    tables = audience_tables()

    found = [
        (source, name)
        for source, name, target, *_ in rows_of(REFERENCES)
        if target in tables and source not in tables
    ]

    assert found == []


def test_no_row_outlives_its_audience_unseen(db: None) -> None:
    """The database lets no audience go while such a row is there, or takes it along."""
    tables = audience_tables()
    bound = {
        source
        for source, _, target, rule, columns in rows_of(REFERENCES)
        if rule == "c" and columns[0] == "audience_id"
        if target == "audiences_audience" or target in tables
    }

    assert tables - bound == set(UNBOUND)


def test_tables_of_audiences_have_no_triggers_but_those_that_keep_watch(
    db: None,
) -> None:
    found = rows_of(TRIGGERS, list(audience_tables()))

    assert {name for _table, name in found} == set(ON_WATCH)


@pytest.mark.parametrize("model", audience_models(), ids=lambda model: model.__name__)
def test_no_column_of_an_audience_is_unique_by_itself(model: Any) -> None:
    for field in model._meta.concrete_fields:
        assert not field.unique or field.primary_key, field
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            first = (*constraint.fields, *map(str, constraint.expressions))[0]
            assert first in {"audience", "F(audience)"}, constraint.name
