"""People made of hashes of numbers, not of chance.

Person 17 is the same wherever SQL makes her, in the tables as in a file to import.
"""

from __future__ import annotations

from typing import Any

FIRST_NAMES = (
    "Anna Bjørn Chloé Dmitri Élise François Güneş Håkon Inès Jürgen Karolína Łukasz "
    "Marit Nuño Özlem Paweł Quentin Renée Søren Thérèse Ulrike Václav Wiebke Xenia "
    "Yasmin Zoë Aisha Benjamin Carmen David Eleanor Fatima"
).split()
LAST_NAMES = (
    "Andersen Böhm Castañeda Dvořák Eriksen Fernández Grünwald Haugland Ibáñez "
    "Johansen Kowalczyk Lefèvre Müller Nakamura O'Brien Pettersen Queirós Rodríguez "
    "Schröder Tørresen Ünal Vandenberghe Wójcik Yıldız Zieliński Abramowicz Brennan "
    "Christensen Delacroix Evensen Forsberg Guðmundsdóttir"
).split()
DOMAINS = "mail.example post.example home.example office.example inbox.example".split()
COUNTRIES = "NO NO NO NO SE SE DK DE DE FR GB GB US NL FI ES".split()
LANGUAGES = "nb nb nb nb sv sv da de de fr en en en nl fi es".split()
CITIES = "Bergen Oslo Göteborg Århus Köln Orléans Leeds Haarlem".split()
TAGS = 20

# `h` is where all that varies comes from; tags are numbered from 1, a few of them
# given to many and many to a few.
PEOPLE = """
SELECT i,
    contacts_fold(replace(first_name || '.' || last_name, '''', '')) || i || '@'
        || (%(domains)s::text[])[1 + get_byte(h, 2) %% 5] AS email,
    first_name, last_name,
    '+47' || lpad((i %% 100000000)::text, 8, '4') AS phone,
    (%(countries)s::text[])[1 + get_byte(h, 3) %% 16] AS country,
    (%(languages)s::text[])[1 + get_byte(h, 3) %% 16] AS language,
    (%(cities)s::text[])[1 + get_byte(h, 4) %% 8] AS city,
    ARRAY(
        SELECT DISTINCT 1 + floor(power(get_byte(h, place) / 256.0, 2.2) * 20)::int
        FROM generate_series(5, 9) AS place
        WHERE get_byte(h, place + 5) < 128 ORDER BY 1
    ) AS tags,
    get_byte(h, 15) AS luck
FROM (
    SELECT i, h,
        (%(first_names)s::text[])[1 + get_byte(h, 0) %% 32] AS first_name,
        (%(last_names)s::text[])[1 + get_byte(h, 1) %% 32] AS last_name
    FROM (
        SELECT generate_series(%(first)s::bigint, %(last)s::bigint)
        UNION ALL SELECT generate_series(%(then)s::bigint, %(up_to)s::bigint)
    ) AS number (i), LATERAL (SELECT decode(md5(i::text), 'hex') AS h) AS hash
) AS person
"""


def people(first: int, last: int, then: int = 1, up_to: int = 0) -> dict[str, Any]:
    """The params of `PEOPLE` for one or two ranges of numbers, ends included."""
    return {
        "first": first,
        "last": last,
        "then": then,
        "up_to": up_to,
        "first_names": FIRST_NAMES,
        "last_names": LAST_NAMES,
        "domains": DOMAINS,
        "countries": COUNTRIES,
        "languages": LANGUAGES,
        "cities": CITIES,
    }
