from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from accounts.models import Account
from audiences.countries import COUNTRIES, country_choices
from audiences.forms import AudienceDeleteForm, AudienceForm
from audiences.locales import language_choices, time_zone_choices
from audiences.models import Audience
from tests.factories import AudienceFactory

VALID = {
    "name": "Wholesale",
    "from_name": "Fjord Coffee",
    "from_email": "hello@fjord.example",
    "permission_reminder": "You buy from us.",
    "company": "Fjord Coffee AS",
    "city": "Bergen",
    "country": "NO",
    "language": "en",
    "time_zone": "Europe/Oslo",
}


def form(account: Account, **changes: Any) -> AudienceForm:
    return AudienceForm({**VALID, **changes}, account=account)


def test_the_required_fields_are_enough(account: Account) -> None:
    assert form(account).errors == {}


@pytest.mark.parametrize(
    "name",
    [
        *("name", "from_name", "from_email", "permission_reminder"),
        *("company", "city", "country", "language", "time_zone"),
    ],
)
def test_a_required_field_cannot_be_left_out(account: Account, name: str) -> None:
    assert list(form(account, **{name: "  "}).errors) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from_email", "hello"),
        ("notify_email", "a@b"),
        ("country", "XX"),
        ("time_zone", "Europe/Atlantis"),
        ("language", "klingon"),
        ("name", "x" * 201),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    account: Account, name: str, value: str
) -> None:
    assert list(form(account, **{name: value}).errors) == [name]


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("été@fjord.example", "“é” before the @"),
        ('"our news"@fjord.example', "quotation marks"),
        (f"{'n' * 65}@fjord.example", "64 letters at most"),
    ],
)
def test_mail_comes_from_an_address_that_every_mail_server_can_say(
    account: Account, email: str, why: str
) -> None:
    ((said,),) = form(account, from_email=email).errors.values()

    assert why in said


def test_two_audiences_of_an_account_have_two_names(audience: Audience) -> None:
    refused = form(audience.account, name="newsletter READERS")

    assert refused.errors == {"name": ["There is an audience of this name already."]}


def test_names_of_other_accounts_are_free(account: Account) -> None:
    AudienceFactory.create(name="Wholesale")

    assert form(account).is_valid()


def test_an_audience_may_keep_its_name(audience: Audience) -> None:
    data = {**VALID, "name": audience.name}

    assert AudienceForm(data, account=audience.account, instance=audience).is_valid()


def test_notifications_need_an_address(account: Account) -> None:
    refused = form(account, notify_daily="on")

    assert refused.errors == {
        "notify_email": ["Say where notifications are to be sent."]
    }


def test_what_is_stored_stays_a_choice(audience: Audience) -> None:
    audience.time_zone = "EST5EDT"
    audience.language = "xx"
    data = {**VALID, "time_zone": "EST5EDT", "language": "xx"}

    assert AudienceForm(data, account=audience.account, instance=audience).is_valid()


def test_deleting_takes_the_exact_name(audience: Audience) -> None:
    def errors(name: str) -> dict[str, Any]:
        return AudienceDeleteForm({"name": name}, audience=audience).errors

    assert errors(" Newsletter readers ") == {}
    assert errors("newsletter readers") == {
        "name": ["This is not the name: “Newsletter readers”."]
    }


def test_countries_are_sorted_by_their_names() -> None:
    names = [name for _, name in country_choices()]

    assert len(names) == len(COUNTRIES) == 249
    assert names.index("Åland Islands") < names.index("Belgium") < names.index("Zambia")


def test_languages_have_names_in_the_language_of_the_reader() -> None:
    with translation.override("fr"):
        assert ("de", "Allemand") in language_choices()


def test_time_zones_are_grouped_by_region() -> None:
    groups = dict(time_zone_choices())

    assert ("Europe/Oslo", "Oslo") in groups["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires (Argentina)") in groups[
        "America"
    ]
    assert groups["UTC"] == "UTC"


def test_further_languages_are_kept_without_the_one_spoken_anyhow(
    account: Account,
) -> None:
    bound = form(account, languages=["fr", "en", "nb"])

    assert bound.errors == {}
    assert bound.cleaned_data["languages"] == ["fr", "nb"]


def test_a_further_language_that_is_none_is_refused(account: Account) -> None:
    assert list(form(account, languages=["klingon"]).errors) == ["languages"]


def test_an_audience_speaks_its_own_language_first() -> None:
    audience = Audience(language="nb", languages=["fr", "nb", "en"])

    assert audience.spoken == ["nb", "fr", "en"]
