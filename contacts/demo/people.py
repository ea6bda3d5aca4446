"""People who do not exist, the same ones every time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from contacts.demo.names import (
    COUNTRIES,
    MAIL_DOMAINS,
    PLACES,
    STREETS,
    TRADES,
    Country,
)

WEIGHTS = [country.weight for country in COUNTRIES]
LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "ł": "l", "ð": "d", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    first_name: str
    last_name: str
    country: Country
    city: str
    postcode: str
    business: str = ""


class Crowd:
    """Makes people, each with an address that nobody else has."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.taken: set[str] = set()
        self.businesses = [f"{trade} {place}" for trade in TRADES for place in PLACES]
        chance.shuffle(self.businesses)

    def private(self) -> Person:
        """Somebody who drinks coffee at home."""
        (country,) = self.chance.choices(COUNTRIES, WEIGHTS)
        first, last = self._name(country)
        email = f"{self._local(first, last)}@{self.chance.choice(MAIL_DOMAINS)}"
        return self._person(country, first, last, self._free(email))

    def trader(self) -> Person:
        """Somebody who buys for a café, a hotel or an office."""
        first, last = self._name(COUNTRIES[0])
        business = self.businesses.pop()
        name = self.chance.choice((ascii_of(first), "post", "innkjop", "bestilling"))
        email = self._free(f"{name}@{ascii_of(business).replace(' ', '')}.example")
        return self._person(COUNTRIES[0], first, last, email, business)

    def phone(self, person: Person) -> str:
        if person.country.code == "NO":
            # Eight digits that begin with 4 or 9, as those of mobile phones do.
            return f"+47{self.chance.choice('49')}{self.chance.randrange(10**7):07}"
        return f"{person.country.dialing}{self.chance.randrange(10**8, 10**9)}"

    def address(self, person: Person) -> dict[str, str]:
        street = self.chance.choice(STREETS).replace("-", " ")
        return {
            "addr1": f"{street} {self.chance.randint(1, 96)}",
            "city": person.city,
            "zip": person.postcode,
            "country": person.country.code,
        }

    def ip(self) -> str:
        """One of the addresses that are set aside for examples."""
        net = self.chance.choice(("192.0.2", "198.51.100", "203.0.113"))
        return f"{net}.{self.chance.randint(1, 254)}"

    def _name(self, country: Country) -> tuple[str, str]:
        last = self.chance.choice(country.last_names).replace("-", " ")
        return self.chance.choice(country.first_names), last

    def _person(
        self, country: Country, first: str, last: str, email: str, business: str = ""
    ) -> Person:
        city, digits = self.chance.choice(country.cities)
        length = 4 if country.language in {"nb", "da"} else 5
        missing = max(length - len(digits), 0)
        rest = f"{self.chance.randrange(1, 10**missing):0{missing}}" if missing else ""
        return Person(email, first, last, country, city, digits + rest, business)

    def _local(self, first: str, last: str) -> str:
        first, last = ascii_of(first), ascii_of(last).replace(" ", "")
        year = self.chance.randint(58, 99)
        forms = (
            f"{first}.{last}",
            f"{first}{year}",
            f"{first[0]}{last}",
            f"{last}.{first}",
        )
        return self.chance.choices(forms, (6, 2, 2, 1))[0]

    def _free(self, email: str) -> str:
        name, _, domain = email.partition("@")
        number = 1
        while email in self.taken:
            number += 1
            email = f"{name}{number}@{domain}"
        self.taken.add(email)
        return email


def ascii_of(text: str) -> str:
    """The letters as people write their names in addresses."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return re.sub(r"[^a-z0-9 ]", "", plain)
