"""The three audiences: who is in them, since when, and what is known of them."""

from __future__ import annotations

from typing import Any

from contacts.demo import desk
from contacts.demo.growth import Growth
from contacts.demo.lives import Life
from contacts.demo.people import Person, ascii_of
from contacts.demo.plots import GRINDS, KINDS, ROASTS
from contacts.demo.remarks import MEMBERS, READERS, TRADERS
from contacts.models import Import

Permission = Import.Permission
BAGS = ("Guji natural", "Kiambu AA", "Huila decaf", "House espresso", "Cerrado")


def newsletter(growth: Growth) -> None:
    """Customers of the old shop to begin with, then a growing stream and a festival."""
    crowd, tags = growth.crowd, growth.ground.tags
    customers = [crowd.private() for _ in range(880)]
    growth.come_by_file(
        "webshop-customers.csv", 556, customers, Permission.CUSTOMERS, tags[:1]
    )
    for at in growth.arrivals(555, 0.9, 4.2):
        way = growth.chance.random()
        if way < 0.78:
            growth.comes_by_form(crowd.private(), at)
        elif way < 0.92:
            growth.comes_by_order(crowd.private(), at)
        else:
            growth.comes_by_hand(crowd.private(), at)
    desk.tagged(growth, 61, tags[4], 112, 3)
    desk.exported(growth, 33, 1204)
    visitors = [crowd.private() for _ in range(58)]
    growth.come_by_file(
        "coffee-festival.csv", 17, visitors, Permission.SIGNED_UP, tags[8:9]
    )
    growth.go_on(lambda life: _reader(growth, life))
    growth.tidy(200, 60)
    growth.tidy(9, 74)


def club(growth: Growth, readers: list[Person]) -> None:
    """Half of them read the newsletter too; who leaves is archived month by month."""
    crowd, tags = growth.crowd, growth.ground.tags
    known = growth.chance.sample(readers, 700)
    founders = [known.pop() for _ in range(150)]
    growth.come_by_file(
        "founding-members.csv", 415, founders, Permission.SIGNED_UP, tags[2:3]
    )
    for at in growth.arrivals(412, 1.1, 3.0):
        is_known = bool(known) and growth.happens(0.6)
        growth.comes_by_form(known.pop() if is_known else crowd.private(), at)
    desk.tagged(growth, 47, tags[5], 64, 12)
    growth.go_on(lambda life: _member(growth, life))
    for days_ago in range(365, 0, -30):
        growth.tidy(days_ago, 7)


def wholesale(growth: Growth) -> None:
    """Few come and few go; lately some had to close."""
    crowd = growth.crowd
    traders = [crowd.trader() for _ in range(165)]
    growth.come_by_file("kundeliste-engros.csv", 498, traders, Permission.CUSTOMERS, [])
    for at in growth.arrivals(495, 0.2, 0.28):
        growth.comes_by_hand(crowd.trader(), at)
    desk.exported(growth, 40, 187)
    growth.go_on(lambda life: _trader(growth, life))
    for days_ago, n in ((24, 5), (13, 4), (4, 6)):
        growth.tidy(days_ago, n, gone=False)


def _reader(growth: Growth, life: Life) -> None:
    if growth.happens(0.45):
        _know(growth, life, ROAST=growth.chance.choice(ROASTS))
    if growth.happens(0.3):
        month, day = growth.chance.randint(1, 12), growth.chance.randint(1, 28)
        _know(growth, life, BIRTHDAY=f"{month:02}-{day:02}")
    if growth.happens(0.4):
        _lives_at(growth, life)
    if growth.happens(0.2):
        life.phone = growth.crowd.phone(life.person)
    if growth.ground.tags[0] in life.tag_ids and growth.happens(0.7):
        every = growth.chance.choice((28, 40, 75, 120))
        growth.buys(life, every, lambda: _order(growth, 149))
    if growth.happens(0.03):
        growth.is_noted(life, READERS)


def _member(growth: Growth, life: Life) -> None:
    bags = growth.chance.choices((1, 2, 3, 4), (60, 28, 8, 4))[0]
    months = (growth.now - life.joined_at).days // 30 + 1
    _know(
        growth,
        life,
        ROAST=growth.chance.choice(ROASTS),
        GRIND=growth.chance.choice(GRINDS),
        BAGS=bags,
        SPENT=bags * 149 * months,
        LASTORDER=_last_order(growth, life, 31),
    )
    _lives_at(growth, life)
    if growth.happens(0.6):
        life.phone = growth.crowd.phone(life.person)
    growth.buys(life, 31, lambda: _order(growth, 149))
    if growth.happens(0.08):
        growth.is_noted(life, MEMBERS)


def _trader(growth: Growth, life: Life) -> None:
    person = life.person
    site = ascii_of(person.business).replace(" ", "")
    _know(
        growth,
        life,
        BUSINESS=person.business,
        KIND=growth.chance.choice(KINDS),
        KILOS=growth.chance.choice((4, 6, 8, 10, 12, 15, 20, 30, 45)),
        WEBSITE=f"https://{site}.example",
        LASTORDER=_last_order(growth, life, 14),
    )
    _lives_at(growth, life)
    life.phone = growth.crowd.phone(person)
    growth.buys(life, 28, lambda: _order(growth, 1190))
    for _ in range(growth.chance.choice((0, 0, 1, 2))):
        growth.is_noted(life, TRADERS)


def _order(growth: Growth, price: int) -> dict[str, Any]:
    items = growth.chance.choices((1, 2, 3, 4), (60, 28, 8, 4))[0]
    coffee = growth.chance.choice(BAGS)
    return {"coffee": coffee, "items": items, "total": items * price}


def _lives_at(growth: Growth, life: Life) -> None:
    """The streets are those of Norway."""
    if life.person.country.code == "NO":
        _know(growth, life, ADDRESS=growth.crowd.address(life.person))


def _last_order(growth: Growth, life: Life, days: int) -> str:
    """Within the last days of the time they were customers."""
    until = life.status_at if life.is_gone else growth.now
    since = until - (until - life.joined_at) * growth.part(0, 1)
    ago = min((until - since).days, growth.chance.randrange(days))
    return str(until.date().fromordinal(until.toordinal() - ago))


def _know(growth: Growth, life: Life, **values: Any) -> None:
    keys = growth.ground.fields
    life.fields |= {keys[tag]: value for tag, value in values.items()}
