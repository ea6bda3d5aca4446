"""What the data set is: one account with a large audience and some small ones."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from audiences import lifecycle
from audiences.models import Audience, Counter
from bench.people import PEOPLE, TAGS, people
from bench.statements import execute, fetch
from contacts.models import Tag
from events import log
from events.names import Own

LARGE = "Everyone"
SMALL, SMALL_PEOPLE = 5, 2_000

FILL = f"""
INSERT INTO contacts_contact (
    audience_id, public_id, ordinal, email, email_display, status, status_at,
    first_name, last_name, phone, sms_phone, sms_status, language, time_zone,
    country, region, email_client, rating, vip, created_at, changed_at,
    tag_ids, group_ids, fields
)
SELECT %(audience)s, gen_random_uuid(), i - 1, email, email,
    CASE WHEN luck < 200 THEN 'subscribed' WHEN luck < 230 THEN 'unsubscribed'
         WHEN luck < 240 THEN 'cleaned' ELSE 'nonsubscribed' END,
    added, first_name, last_name, phone, '', 'nonsubscribed', language, '',
    country, '', '', luck %% 6, luck = 7, added, added,
    ARRAY(SELECT (%(tags)s::int[])[tag] FROM unnest(tags) AS tag ORDER BY 1), '{{}}',
    '{{}}'
FROM ({PEOPLE}) AS person, LATERAL (
    SELECT now() - (%(last)s - i) * interval '540 days' / %(last)s AS added
) AS moment
ORDER BY i
"""
CONSENT = """
INSERT INTO contacts_consent (
    audience_id, contact_id, channel, purpose, given, at, how, wording, version,
    language
)
SELECT audience_id, id, 'email', 'marketing', true, created_at, 'import', '', '', ''
FROM contacts_contact
WHERE audience_id = %(audience)s ORDER BY id
"""
HAPPENED = """
SELECT id, %(name)s, created_at, '{"how": "import"}'::jsonb FROM contacts_contact
WHERE audience_id = %(audience)s ORDER BY id
"""
COUNT = """
INSERT INTO audiences_counter (audience_id, kind, key, n)
SELECT audience_id, 'status', status, count(*) FROM contacts_contact
WHERE audience_id = %(audience)s GROUP BY audience_id, status
UNION ALL
SELECT audience_id, 'tag', tag::text, count(*)
FROM contacts_contact, unnest(tag_ids) AS tag
WHERE audience_id = %(audience)s GROUP BY audience_id, tag
"""
INDEXES = """
SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes
WHERE tablename = %(table)s AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def build(size: int) -> None:
    """Fill a database that has its tables and nothing else."""
    plan = Plan.objects.get(is_default=True)
    account = Account.objects.create(name="Bench", plan=plan, country="NO")
    owner = User.objects.create_user("owner@bench.example", None, name="Owner")
    Membership.objects.create(account=account, user=owner, role=Role.OWNER)
    sizes = {LARGE: size} | {f"Some {n}": SMALL_PEOPLE for n in range(SMALL)}
    with indexed_afterwards("contacts_contact"):
        for name, n in sizes.items():
            _fill(lifecycle.create(account, actor=owner, name=name), n)
    for audience in account.audiences.all():
        execute(CONSENT, {"audience": audience.pk})
        log.write(audience.pk, HAPPENED, {"name": int(Own.CONTACT_IMPORTED)})
        execute(COUNT, {"audience": audience.pk})


def tag_ids(audience: Audience) -> list[int]:
    """The ids of the tags that `PEOPLE` numbers from 1."""
    names = [f"Tag {number:02}" for number in range(1, TAGS + 1)]
    ids = Tag.objects.ensure(audience, names)
    return [ids[name] for name in names]


def _fill(audience: Audience, size: int) -> None:
    Counter.objects.take_ordinals(audience, size)
    own = {"audience": audience.pk, "tags": tag_ids(audience)}
    execute(FILL, people(1, size) | own)


@contextlib.contextmanager
def indexed_afterwards(table: str) -> Iterator[None]:
    """Make its indexes when the rows are there: faster, and compact."""
    indexes = fetch(INDEXES, {"table": table})
    for name, _definition in indexes:
        execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        execute(definition)
