"""A form of a house, with all that one can ask."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from forms.models import SignupForm
from forms.signup import making
from forms.signup.answers import Said
from forms.signup.design import CATEGORY, FIELD, PREFERENCE, Part, new_design
from forms.signup.joining import Visit, submit
from forms.signup.stamps import link_of
from tests.browser.houses import House


class Shown(NamedTuple):
    """What can be looked at: the form, its page, and where somebody confirms."""

    pk: int
    token: str
    confirm: str


def shown(house: House) -> Shown:
    form = build(house)
    return Shown(form.pk, form.token, waiting_at(form))


def build(house: House) -> SignupForm:
    """One that asks for fields, groups and preferences, in two languages."""
    audience = house.audience
    audience.languages = ["fr"]
    audience.save()
    design = new_design(audience)
    others = audience.fields.present().exclude(column__in=["email", "first_name"])
    parts = [Part(FIELD, field.pk) for field in others.in_order()]
    parts += [Part(CATEGORY, one.pk) for one in audience.group_categories.present()]
    parts += [
        Part(PREFERENCE, one.pk)
        for one in audience.preferences.offered()
        if one.is_public
    ]
    texts = {
        "en": {"heading": "Letters from the coast", "intro": "Once a month."},
        "fr": {"heading": "Lettres de la côte", "intro": "Une fois par mois."},
    }
    asked = (*design.parts, *(part for part in parts if part not in design.parts))
    design = replace(design, parts=asked, texts=texts)
    return making.make(audience, "Footer", design, actor=house.owner)


def waiting_at(form: SignupForm) -> str:
    """The path by which somebody can confirm what they filled in."""
    visit = Visit(ip=None, language="en", wording="Letters from the coast")
    signup = submit(form, Said("nobody.yet@x.org"), visit)
    assert signup is not None
    return urlsplit(link_of(signup)).path
