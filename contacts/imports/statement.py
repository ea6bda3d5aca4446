"""The statement that writes a bucket of staged rows, put together from its parts.

Params: audience, import, bucket, emails, ids (of who is here already, as text),
status (of rows that say none), open_to_status (what a file of that status may change),
moves (the same for every status, as "old new"), update, ordinal, how, source, actor,
wording, version, language, said (by every event), said_of_new (by those of new people,
by their status), name, kind, now, salt, gaining (who is given something afterwards).
"""

from functools import cache
from string import Template

from contacts.imports import fuller
from events import log

INCOMING = """
$incoming AS MATERIALIZED (
    SELECT DISTINCT ON (email)
        email, email_display, first_name, last_name, phone, language, country,
        fields, tag_ids, $status AS status$extra
    FROM contacts_importline
    WHERE audience_id = %(audience)s AND import_id = %(import)s
      AND bucket = %(bucket)s
    $window
    ORDER BY email, line DESC
)$read"""
ONE_STATUS = {
    "status": "%(status)s::text",
    "window": "",
    "moves": "h.status = ANY(%(open_to_status)s)",
}
# Of several rows of an address one that opts out wins over all, then one that says the
# address is dead.
OWN_STATUS = {
    "status": """CASE
    WHEN bool_or(coalesce(status, %(status)s) = 'unsubscribed') OVER same
        THEN 'unsubscribed'
    WHEN bool_or(coalesce(status, %(status)s) = 'cleaned') OVER same THEN 'cleaned'
    ELSE coalesce(status, %(status)s)
END""",
    "window": "WINDOW same AS (PARTITION BY email)",
    "moves": "h.status || ' ' || i.status = ANY(%(moves)s)",
}

# The addresses and ids go through Python: a list the planner can see is looked up by
# index, or at worst hashed, however wrong it is about the size of a new audience. They
# go as text, which nobody takes apart on the way.
EMAILS = """
SELECT count(*), coalesce(array_agg(email)::text, '{}') FROM (
    SELECT DISTINCT email FROM contacts_importline
    WHERE audience_id = %(audience)s AND import_id = %(import)s AND bucket = %(bucket)s
) AS met
"""
FIND = """
SELECT count(*), coalesce(array_agg(id)::text, '{}') FROM contacts_contact
WHERE audience_id = %(audience)s AND email = ANY (%(emails)s::text[])
"""
# Locked in the order of their ids, as every verb does. Who has another address by now
# is not met.
LOCK = """
SELECT count(*), coalesce(array_agg(id)::text, '{}') FROM (
    SELECT id FROM contacts_contact
    WHERE audience_id = %(audience)s AND id = ANY (%(ids)s::bigint[])
       AND email = ANY (%(emails)s::text[])
     ORDER BY id FOR NO KEY UPDATE
) AS held
"""

HELD = """
held AS MATERIALIZED (
    SELECT id, email, status, archived_at IS NOT NULL AS archived,
        first_name, last_name, phone, language, country, fields, tag_ids,
        group_ids$held
    FROM contacts_contact
    WHERE audience_id = %(audience)s AND id = ANY (%(ids)s::bigint[])
)"""

MERGED = """
merged AS MATERIALIZED (
    SELECT h.id, h.status AS old_status, h.archived,
        coalesce(nullif(i.first_name, ''), h.first_name) AS first_name,
        coalesce(nullif(i.last_name, ''), h.last_name) AS last_name,
        coalesce(nullif(i.phone, ''), h.phone) AS phone,
        coalesce(nullif(i.language, ''), h.language) AS language,
        coalesce(nullif(i.country, ''), h.country) AS country,
        h.fields || i.fields AS fields,
        h.tag_ids | i.tag_ids AS tag_ids,
        i.tag_ids - h.tag_ids AS new_tags,
        CASE
            WHEN $moves THEN i.status
            ELSE h.status
        END AS status$merged,
        %(update)s AND (
        (h.first_name, h.last_name, h.phone, h.language, h.country, h.fields)
        IS DISTINCT FROM
        (coalesce(nullif(i.first_name, ''), h.first_name),
         coalesce(nullif(i.last_name, ''), h.last_name),
         coalesce(nullif(i.phone, ''), h.phone),
         coalesce(nullif(i.language, ''), h.language),
         coalesce(nullif(i.country, ''), h.country),
         h.fields || i.fields)$differs
        OR NOT h.tag_ids @> i.tag_ids
        OR $moves
        OR h.archived) AS differs
    FROM held h JOIN incoming i USING (email)
)"""

FRESH = """
fresh AS MATERIALIZED (
    SELECT i.*, row_number() OVER (ORDER BY i.email) AS rank
    FROM incoming i
    WHERE NOT EXISTS (SELECT FROM held h WHERE h.email = i.email)
)"""

UPDATED = """
updated AS (
    UPDATE contacts_contact c SET
        first_name = m.first_name, last_name = m.last_name, phone = m.phone,
        language = m.language, country = m.country, fields = m.fields,$updated
        tag_ids = m.tag_ids, status = m.status, archived_at = NULL,
        status_at = CASE WHEN m.status = m.old_status THEN c.status_at ELSE %(now)s END,
        changed_at = %(now)s
    FROM merged m
    WHERE c.audience_id = %(audience)s AND c.id = m.id AND m.differs
      AND c.id = ANY (%(ids)s::bigint[])
    RETURNING c.id
)"""

INSERTED = """
inserted AS (
    INSERT INTO contacts_contact (
        audience_id, public_id, ordinal, email, email_display, status, status_at,
        first_name, last_name, phone, sms_phone, sms_status, source_id,
        language, time_zone, country, region, email_client, rating, vip,
        created_at, changed_at, tag_ids, group_ids, fields$signed
    )
    SELECT %(audience)s, md5(%(salt)s || email)::uuid, %(ordinal)s + rank - 1, email,
        email_display, status, %(now)s, first_name, last_name, phone,
        $sms_phone, $sms_status, %(source)s, language, $time_zone, country, $region, '',
        0, $vip, %(now)s, %(now)s, tag_ids, $group_ids, fields$signup
    FROM fresh ORDER BY rank
    RETURNING id, tag_ids, status$returned
)"""

HAPPENED = """
happened (contact_id, name_id, occurred_at, properties) AS (
    SELECT id, %(name)s, %(now)s,
        CASE WHEN tag_ids = '{}' THEN %(said_of_new)s::jsonb -> status
        ELSE (%(said_of_new)s::jsonb -> status) || jsonb_build_object('tags', tag_ids)
        END$joined
    FROM inserted
    UNION ALL
    SELECT m.id, %(name)s, %(now)s, %(said)s::jsonb
        || CASE WHEN m.status = m.old_status THEN '{}'::jsonb
           ELSE jsonb_build_object('status', m.status) END
        || CASE WHEN m.new_tags = '{}' THEN '{}'::jsonb
           ELSE jsonb_build_object('tags', m.new_tags) END$joined_since
    FROM updated u JOIN merged m USING (id)
)"""

CONSENTED = """
consented AS (
    INSERT INTO contacts_consent (
        audience_id, contact_id, channel, purpose, given, at, how, source_id, actor_id,
        wording, version, language$from
    )
    SELECT %(audience)s, id, 'email', 'marketing', status = 'subscribed', $at,
        %(how)s, %(source)s, %(actor)s,
        CASE status WHEN 'subscribed' THEN %(wording)s ELSE '' END,
        CASE status WHEN 'subscribed' THEN %(version)s ELSE '' END,
        CASE status WHEN 'subscribed' THEN %(language)s ELSE '' END$ip
    FROM (
        SELECT id, status$of_new FROM inserted
        UNION ALL
        SELECT m.id, m.status$of_known FROM updated u JOIN merged m USING (id)
        WHERE m.status <> m.old_status
    ) AS moved
    WHERE status IN ('subscribed', 'unsubscribed')
)$texted"""

COUNTED = """
SELECT
    (SELECT count(*) FROM fresh),
    (SELECT count(*) FROM merged WHERE differs),
    (SELECT count(*) FROM merged WHERE NOT differs),
    (SELECT json_agg(json_build_array(old, new, n)) FROM (
        SELECT CASE WHEN archived THEN 'archived' ELSE old_status END AS old,
            status AS new, count(*) AS n
        FROM merged WHERE differs GROUP BY 1, 2
        UNION ALL
        SELECT '', status, count(*) FROM fresh GROUP BY status
    ) AS moves),
    (SELECT json_object_agg(tag, n) FROM (
        SELECT tag, count(*) AS n FROM (
            SELECT unnest(tag_ids) AS tag FROM fresh
            UNION ALL
            SELECT unnest(CASE WHEN archived THEN tag_ids ELSE new_tags END)
            FROM merged WHERE differs
        ) AS given GROUP BY tag
    ) AS tags),
    (SELECT json_object_agg(one, n) FROM ($grouped) AS groups)
"""

PARTS = [
    *(INCOMING, HELD, MERGED, FRESH, UPDATED, INSERTED),
    *(HAPPENED, log.APPEND, CONSENTED),
]
WRITE = Template("WITH " + ",".join(PARTS) + COUNTED + f", ({log.HEARD})")
LOOK = Template("WITH " + ",".join([INCOMING, HELD, MERGED, FRESH]) + COUNTED + ", 0")


@cache
def of(template: Template, *, own: bool, full: bool) -> str:
    """The statement for files whose rows have a status of their own, or for others.

    It is `full` where columns fill what few files have.
    """
    status = OWN_STATUS if own else ONE_STATUS
    return template.substitute(status, **(fuller.FULL if full else fuller.PLAIN))


# The staging table has no statistics: the planner takes a bucket for a row or two, and
# would walk through it again for each person.
HASHED = "SET LOCAL enable_nestloop = off"
LOOPED = "SET LOCAL enable_nestloop = on"  # for what comes after
# What rows say beside all that, and of whom; of who was here where such are updated.
SAID = """
SELECT c.id, i.said::text FROM (
    SELECT DISTINCT ON (email) email, extra -> %(said)s AS said
    FROM contacts_importline
    WHERE audience_id = %(audience)s AND import_id = %(import)s
      AND bucket = %(bucket)s
    ORDER BY email, line DESC
) AS i JOIN contacts_contact c ON c.email = i.email
WHERE c.audience_id = %(audience)s AND c.email = ANY (%(emails)s::text[])
  AND i.said IS NOT NULL AND (%(update)s OR c.id <> ALL (%(ids)s::bigint[]))
"""
