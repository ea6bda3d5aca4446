"""The guard itself: what it lets through and what it stops."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from audiences.models import Audience
from audiences.tenancy import AudienceModel
from contacts.models import Contact
from tests import wall

TABLES = frozenset({"contacts_contact", "contacts_tag", "audiences_counter"})

SOUND = [
    "SELECT audience_id FROM contacts_contact c WHERE c.audience_id = %s",
    'SELECT "contacts_contact"."id" FROM "contacts_contact" '
    'WHERE "contacts_contact"."audience_id" = 5',
    "SELECT 1 FROM contacts_contact WHERE audience_id IN (1, 2)",
    "SELECT 1 FROM contacts_contact WHERE audience_id = ANY(%s)",
    "SELECT 1 FROM contacts_contact WHERE %s = audience_id",
    "SELECT 1 FROM contacts_contact WHERE (audience_id, id) IN ((1, 2))",
    "SELECT 1 FROM contacts_contact c JOIN contacts_tag t "
    "ON t.audience_id = c.audience_id WHERE c.audience_id = 1",
    "SELECT 1 FROM contacts_contact c JOIN contacts_tag t USING (audience_id, id) "
    "WHERE c.audience_id = 1",
    'SELECT (SELECT U0."n" FROM "audiences_counter" U0 '
    'WHERE U0."audience_id" = ("contacts_tag"."audience_id")) '
    'FROM "contacts_tag" WHERE "contacts_tag"."audience_id" = 1',
    "INSERT INTO contacts_tag (audience_id, name) SELECT %s, x FROM unnest(%s) x "
    "ON CONFLICT (audience_id, lower(name)) DO NOTHING",
    "INSERT INTO audiences_counter AS c (audience_id, n) VALUES (1, 1)",
    "UPDATE contacts_contact c SET id = 1 FROM target WHERE c.audience_id = 1",
    "WITH t AS (SELECT id FROM contacts_contact WHERE audience_id = 1 FOR UPDATE OF "
    "contacts_contact) SELECT * FROM t",
    "WITH a AS (INSERT INTO audiences_counter AS c (audience_id, n) VALUES (1, 1) "
    "ON CONFLICT (audience_id) DO UPDATE SET n = c.n + 1), "
    "b AS (INSERT INTO contacts_tag (audience_id) SELECT 1 FROM a) SELECT 1",
    "SELECT 1 FROM contacts_contact WHERE audience_id = 1 AND (audience_id, id) IN "
    '(SELECT "U0"."audience_id" AS "a", "U0"."n" FROM "audiences_counter" "U0")',
    "SELECT 1 FROM accounts_user",
    "SELECT 'contacts_contact'",
    "TRUNCATE contacts_contact",
]

FAULTY = [
    "SELECT audience_id FROM contacts_contact",
    'SELECT "contacts_contact"."audience_id" FROM "contacts_contact" WHERE id = 1',
    "SELECT 1 FROM contacts_contact WHERE audience_id IS NOT NULL",
    "SELECT 1 FROM contacts_contact WHERE audience_id > 3",
    "SELECT 1 FROM contacts_contact WHERE other_audience_id = 3",
    "SELECT 1 FROM contacts_contact -- audience_id = 1",
    "SELECT 'audience_id = 1' FROM contacts_contact",
    "SELECT 1 FROM contacts_contact c JOIN contacts_tag t ON t.id = c.id "
    "WHERE c.audience_id = 1",
    "SELECT 1 FROM contacts_contact c JOIN contacts_tag t ON t.id = c.id "
    "WHERE c.audience_id = 1 AND c.audience_id = 1",
    'SELECT 1 FROM "contacts_contact" WHERE "contacts_contact"."audience_id" = 1 '
    'AND EXISTS (SELECT 1 FROM "contacts_tag" U0 WHERE U0."id" = 1)',
    "SELECT 1 FROM contacts_tag U0 WHERE U0.audience_id = 1 UNION "
    "SELECT 1 FROM contacts_tag U0",
    "INSERT INTO contacts_tag (name) VALUES ('x')",
    "INSERT INTO contacts_tag (audience_id) SELECT 1 FROM contacts_contact",
    "UPDATE contacts_contact SET audience_id = 5",
    "UPDATE contacts_contact SET vip = true WHERE id = 1",
    "DELETE FROM contacts_contact WHERE id IN (1)",
    "WITH t AS (SELECT id FROM contacts_contact) SELECT 1 FROM contacts_contact "
    "WHERE audience_id = 1",
]


@pytest.mark.parametrize("sql", SOUND)
def test_a_statement_that_says_its_audience_passes(sql: str) -> None:
    assert wall.fault(sql, TABLES) == ""


@pytest.mark.parametrize("sql", FAULTY)
def test_a_statement_that_leaves_one_out_is_found(sql: str) -> None:
    assert wall.fault(sql, TABLES) != ""


def test_the_guard_knows_the_tables_of_every_audience_model(db: None) -> None:
    models = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AudienceModel)
    }

    assert "contacts_pastimport" in models
    assert models <= wall.audience_tables()


def code_of(module: str, source: str) -> dict[str, Any]:
    """What the source defines, as if it stood in this module of the project."""
    names = {"__name__": module, "Contact": Contact}
    file = wall.REPOSITORY / f"{module.replace('.', '/')}.py"
    exec(compile(source, str(file), "exec"), names)  # noqa: S102 - planted code
    return names


def test_code_that_looks_across_audiences_is_caught(
    audience: Audience, faults: list[str]
) -> None:
    code = code_of("contacts.planted", "def look(): return Contact.objects.count()")

    code["look"]()

    assert [fault.partition(":")[0] for fault in faults] == [
        "no audience_id for contacts_contact"
    ]
    faults.clear()


def test_a_test_may_look_around(audience: Audience, faults: list[str]) -> None:
    Contact.objects.count()

    assert faults == []


def test_what_is_exempt_exists_and_says_why() -> None:
    for (module, function), reason in wall.EXEMPT.items():
        place = import_module(module)
        assert not function or callable(getattr(place, function))
        assert reason
