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
    "signed": "",
    "signup": "",
    "returned": "",
    "at": "%(now)s",
    "from": "",
    "ip": "",
    "of_new": "",
    "of_known": "",
}

READ = """,
incoming AS MATERIALIZED (
    SELECT l.*, l.extra ->> 'region' AS region, l.extra ->> 'time_zone' AS time_zone,
        (l.extra ->> 'vip')::boolean AS vip,
        (l.extra ->> 'optin_at')::timestamptz AS signup_at,
        (l.extra ->> 'optin_ip')::inet AS signup_ip,
        (l.extra ->> 'confirm_at')::timestamptz AS optin_at,
        (l.extra ->> 'confirm_ip')::inet AS optin_ip
    FROM listed l
)"""

MERGED = """,
        coalesce(i.region, h.region) AS region,
        coalesce(i.time_zone, h.time_zone) AS time_zone,
        coalesce(i.vip, h.vip) AS vip,
        i.signup_at, i.signup_ip, i.optin_at, i.optin_ip"""
DIFFERS = """
        OR (h.region, h.time_zone, h.vip) IS DISTINCT FROM
        (coalesce(i.region, h.region), coalesce(i.time_zone, h.time_zone),
         coalesce(i.vip, h.vip))"""

UPDATED = """
        region = m.region, time_zone = m.time_zone, vip = m.vip,"""

EVIDENCE = ", signup_at, signup_ip, optin_at, optin_ip"
# When and from where they said yes, unless the ledger knows of something later.
AT = """CASE
            WHEN %(status)s <> 'subscribed' THEN %(now)s
            WHEN coalesce(signup_at, optin_at) < last_at THEN %(now)s
            ELSE coalesce(signup_at, optin_at, %(now)s)
        END"""
IP = """,
        CASE
            WHEN %(status)s <> 'subscribed' THEN NULL
            WHEN signup_at IS NOT NULL THEN signup_ip
            WHEN optin_at IS NOT NULL THEN optin_ip
            ELSE coalesce(signup_ip, optin_ip)
        END"""
LAST = """,
            (SELECT max(l.at) FROM contacts_consent l
            WHERE l.audience_id = %(audience)s AND l.contact_id = m.id) AS last_at"""

FULL = {
    "incoming": "listed",
    "extra": ", extra",
    "read": READ,
    "held": ", region, time_zone, vip",
    "merged": MERGED,
    "differs": DIFFERS,
    "updated": UPDATED,
    "region": "coalesce(region, '')",
    "time_zone": "coalesce(time_zone, '')",
    "vip": "coalesce(vip, false)",
    "signed": EVIDENCE,
    "signup": EVIDENCE,
    "returned": EVIDENCE,
    "at": AT,
    "from": ", ip",
    "ip": IP,
    "of_new": f"{EVIDENCE}, NULL::timestamptz AS last_at",
    "of_known": f"{EVIDENCE}{LAST}",
}
