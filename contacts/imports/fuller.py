"""What the statement of a bucket says more for a file that fills what few files fill.

Each part stands at the place of its name in `contacts.imports.statement`; for all other
files nothing, or a constant, stands there.
"""

PLAIN = {
    "incoming": "incoming",
    "extra": "",
    "read": "",
    "held": "",
    "merged": "",
    "differs": "",
    "updated": "",
    "region": "''",
    "time_zone": "''",
    "vip": "false",
    "sms_phone": "''",
    "sms_status": "'nonsubscribed'",
    "texted": "",
    "group_ids": "'{}'",
    "signed": "",
    "signup": "",
    "returned": "",
    "joined": "",
    "joined_since": "",
    "at": "%(now)s",
    "from": "",
    "ip": "",
    "of_new": "",
    "of_known": "",
    "grouped": """
        SELECT unnest(group_ids) AS one, count(*) AS n
        FROM held WHERE archived AND %(update)s GROUP BY 1
    """,
}

# Of a row's groups those that are there, and of a category that holds one the first;
# whoever joins that one leaves the others of the category. Ids below zero stand for
# groups that a check does not make.
READ = """,
known (id, one_of) AS MATERIALIZED (
    SELECT * FROM unnest(%(groups)s::int[], %(one_of)s::int[])
),
chosen AS MATERIALIZED (
    SELECT DISTINCT ON (said, one_of, CASE WHEN one_of IS NULL THEN e.id END)
        said, e.id::int AS id, one_of
    FROM (SELECT DISTINCT extra -> 'groups' AS said FROM listed) AS s
    CROSS JOIN jsonb_array_elements_text(said) WITH ORDINALITY AS e(id, place)
    LEFT JOIN known k ON k.id = e.id::int
    WHERE k.id IS NOT NULL OR e.id::int < 0
    ORDER BY said, one_of, CASE WHEN one_of IS NULL THEN e.id END, place
),
answers AS MATERIALIZED (
    SELECT said, array_agg(c.id ORDER BY c.id) AS joined, ARRAY(
        SELECT k.id FROM known k
        WHERE k.one_of = ANY (array_agg(c.one_of)) AND k.id <> ALL (array_agg(c.id))
        ORDER BY k.id
    ) AS barred
    FROM chosen c GROUP BY said
),
incoming AS MATERIALIZED (
    SELECT l.*, l.extra ->> 'region' AS region, l.extra ->> 'time_zone' AS time_zone,
        (l.extra ->> 'vip')::boolean AS vip,
        (l.extra ->> 'optin_at')::timestamptz AS signup_at,
        (l.extra ->> 'optin_ip')::inet AS signup_ip,
        (l.extra ->> 'confirm_at')::timestamptz AS optin_at,
        (l.extra ->> 'confirm_ip')::inet AS optin_ip,
        coalesce(l.extra ->> 'sms_phone', '') AS sms_phone,
        CASE WHEN l.sms_out THEN 'unsubscribed' ELSE l.extra ->> 'sms_status' END
            AS sms_status,
        coalesce(a.joined, '{}') AS group_ids, coalesce(a.barred, '{}') AS barred
    FROM listed l LEFT JOIN answers a ON a.said = l.extra -> 'groups'
)"""

# Of the rows of an address one that opts out of SMS wins over all.
EXTRA = """, extra, bool_or(extra ->> 'sms_status' = 'unsubscribed')
            OVER (PARTITION BY email) AS sms_out"""
# Whoever opted out keeps the number that did, and is subscribed by no file.
SMS_PHONE = """CASE WHEN h.sms_status = 'unsubscribed' AND h.sms_phone <> ''
            THEN h.sms_phone ELSE coalesce(nullif(i.sms_phone, ''), h.sms_phone) END"""
SMS_STATUS = f"""CASE WHEN 'unsubscribed' IN (h.sms_status, i.sms_status)
            THEN 'unsubscribed'
            WHEN i.sms_status = 'subscribed' AND ({SMS_PHONE}) <> '' THEN 'subscribed'
            ELSE h.sms_status END"""
SMS_OF_NEW = """CASE WHEN sms_status = 'unsubscribed' THEN sms_status
            WHEN sms_status = 'subscribed' AND sms_phone <> '' THEN sms_status
            ELSE 'nonsubscribed' END"""

MERGED = f""",
        coalesce(i.region, h.region) AS region,
        coalesce(i.time_zone, h.time_zone) AS time_zone,
        coalesce(i.vip, h.vip) AS vip,
        (h.group_ids - i.barred) | i.group_ids AS group_ids,
        i.group_ids - h.group_ids AS new_groups,
        h.group_ids & i.barred AS left_groups,
        {SMS_PHONE} AS sms_phone, {SMS_STATUS} AS sms_status,
        h.sms_status AS old_sms_status,
        i.signup_at, i.signup_ip, i.optin_at, i.optin_ip"""
DIFFERS = f"""
        OR (h.sms_phone, h.sms_status) IS DISTINCT FROM ({SMS_PHONE}, {SMS_STATUS})
        OR (h.region, h.time_zone, h.vip) IS DISTINCT FROM
        (coalesce(i.region, h.region), coalesce(i.time_zone, h.time_zone),
         coalesce(i.vip, h.vip))
        OR NOT h.group_ids @> i.group_ids OR h.group_ids && i.barred
        OR h.id = ANY (%(gaining)s::bigint[])"""

UPDATED = """
        region = m.region, time_zone = m.time_zone, vip = m.vip,
        group_ids = m.group_ids, sms_phone = m.sms_phone,
        sms_status = m.sms_status,"""
JOINED = """
        || CASE WHEN group_ids = '{}' THEN '{}'::jsonb
           ELSE jsonb_build_object('groups', group_ids) END
        || CASE WHEN sms_status = 'nonsubscribed' THEN '{}'::jsonb
           ELSE jsonb_build_object('sms_status', sms_status) END"""
JOINED_SINCE = """
        || CASE WHEN m.new_groups = '{}' THEN '{}'::jsonb
           ELSE jsonb_build_object('groups', m.new_groups) END
        || CASE WHEN m.left_groups = '{}' THEN '{}'::jsonb
           ELSE jsonb_build_object('left', m.left_groups) END
        || CASE WHEN m.sms_status = m.old_sms_status THEN '{}'::jsonb
           ELSE jsonb_build_object('sms_status', m.sms_status) END"""

TEXTED = """,
texted AS (
    INSERT INTO contacts_consent (
        audience_id, contact_id, channel, purpose, given, at, how, source_id, actor_id,
        wording, version, language
    )
    SELECT %(audience)s, id, 'sms', 'marketing', said.status = 'subscribed', %(now)s,
        %(how)s, %(source)s, %(actor)s,
        CASE said.status WHEN 'subscribed' THEN %(wording)s ELSE '' END,
        CASE said.status WHEN 'subscribed' THEN %(version)s ELSE '' END,
        CASE said.status WHEN 'subscribed' THEN %(language)s ELSE '' END
    FROM (
        SELECT id, sms_status AS status FROM inserted
        WHERE sms_status <> 'nonsubscribed'
        UNION ALL
        SELECT m.id, m.sms_status FROM updated u JOIN merged m USING (id)
        WHERE m.sms_status <> m.old_sms_status
    ) AS said
)"""

EVIDENCE = ", signup_at, signup_ip, optin_at, optin_ip"
# When and from where they said yes, unless the ledger knows of something later.
AT = """CASE
            WHEN status <> 'subscribed' THEN %(now)s
            WHEN coalesce(signup_at, optin_at) < last_at THEN %(now)s
            ELSE coalesce(signup_at, optin_at, %(now)s)
        END"""
IP = """,
        CASE
            WHEN status <> 'subscribed' THEN NULL
            WHEN signup_at IS NOT NULL THEN signup_ip
            WHEN optin_at IS NOT NULL THEN optin_ip
            ELSE coalesce(signup_ip, optin_ip)
        END"""
LAST = """,
            (SELECT max(l.at) FROM contacts_consent l
            WHERE l.audience_id = %(audience)s AND l.contact_id = m.id) AS last_at"""

# Who comes back from the archive counts in all of their groups.
GROUPED = """
        SELECT one, sum(change) AS n FROM (
            SELECT unnest(group_ids) AS one, 1 AS change FROM fresh
            UNION ALL
            SELECT unnest(CASE WHEN archived THEN group_ids ELSE new_groups END), 1
            FROM merged WHERE differs
            UNION ALL
            SELECT unnest(left_groups), -1 FROM merged WHERE differs AND NOT archived
        ) AS moved GROUP BY one
    """

FULL = {
    "incoming": "listed",
    "extra": EXTRA,
    "read": READ,
    "held": ", region, time_zone, vip, sms_phone, sms_status",
    "merged": MERGED,
    "differs": DIFFERS,
    "updated": UPDATED,
    "region": "coalesce(region, '')",
    "time_zone": "coalesce(time_zone, '')",
    "vip": "coalesce(vip, false)",
    "sms_phone": "sms_phone",
    "sms_status": SMS_OF_NEW,
    "texted": TEXTED,
    "group_ids": "group_ids",
    "signed": EVIDENCE,
    "signup": EVIDENCE,
    "returned": f", group_ids, sms_status{EVIDENCE}",
    "joined": JOINED,
    "joined_since": JOINED_SINCE,
    "at": AT,
    "from": ", ip",
    "ip": IP,
    "of_new": f"{EVIDENCE}, NULL::timestamptz AS last_at",
    "of_known": f"{EVIDENCE}{LAST}",
    "grouped": GROUPED,
}
