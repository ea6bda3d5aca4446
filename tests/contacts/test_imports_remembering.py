from __future__ import annotations

from django.test import Client
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Import
from tests.contacts.import_pages import answers, begin, url
from tests.contacts.importing import take
from tests.factories import AudienceFactory

FILE = "E-mail;Shoe size;City\na@example.com;39;Oslo\n"
ALIKE = "e mail,SHOE SIZE,city\nb@example.com,40,Rome\n"


def targets(run: Import) -> list[str]:
    return [column["target"] for column in run.mapping]


def test_the_last_mapping_of_the_same_titles_is_proposed(
    as_alice: Client, audience: Audience
) -> None:
    begin(as_alice, take(audience, FILE), c1__target="skip", c2__name="Town")

    run = take(audience, ALIKE)

    assert run.is_remembered
    assert targets(run) == ["field", "skip", "field"]
    town = audience.fields.get(label="Town")
    assert run.mapping[2]["field"] == town.pk
    assert "A file with these titles was imported" in (
        as_alice.get(url("map", run)).content.decode()
    )


def test_what_never_started_is_not_remembered(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, FILE)
    as_alice.post(url("check", run), answers(run, c1__target="skip"))

    assert not take(audience, ALIKE).is_remembered


def test_other_titles_and_other_audiences_remember_nothing(
    as_alice: Client, audience: Audience
) -> None:
    begin(as_alice, take(audience, FILE), c1__target="skip")
    begin(as_alice, take(audience, "a@example.com\n"))

    assert not take(audience, FILE.replace("City", "Town")).is_remembered
    assert not take(AudienceFactory.create(), FILE).is_remembered
    assert not take(audience, "a@example.com\n").is_remembered


def test_a_field_that_is_gone_is_guessed_anew(
    as_alice: Client, audience: Audience
) -> None:
    begin(as_alice, take(audience, FILE), c1__target="skip", c2__name="Town")
    audience.fields.filter(label="Town").update(deleted_at=timezone.now())

    assert targets(take(audience, ALIKE)) == ["field", "skip", "new"]
