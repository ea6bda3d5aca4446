"""What people permit is appended to the ledger of consent, in the words they read."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from audiences import people
from audiences.models import Audience
from contacts import deleting
from contacts.causes import Cause, version_of
from contacts.history import history_of, last_permission
from contacts.models import Consent, Contact
from forms.models import PermissionBlock
from forms.permissions.asking import block_for, picked
from forms.permissions.granting import given_by, grant
from segments.binding import bound_in, who
from tests.conditions.said import asking, of
from tests.factories import AudienceFactory, ContactFactory
from tests.forms.permitting import lines, permission, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(audience: Audience) -> Contact:
    one: Contact = ContactFactory.create(audience=audience, email="maya@x.org")
    return one


def test_a_grant_is_kept_in_exactly_the_words_that_were_read(
    audience: Audience, contact: Contact
) -> None:
    french = {"fr": {"title": "Courriel", "text": "Vous pouvez m’écrire."}}
    email = permission(audience, variants=french)

    cause = Cause(audience, "form")
    assert grant(contact, {email: True}, cause, "fr", "203.0.113.9") == 1

    line = contact.consents.get(channel="permission")
    assert line.wording == "Courriel\nVous pouvez m’écrire."
    assert line.version == version_of(line.wording)
    assert (line.purpose, line.given) == (f"permission:{email.pk}", True)
    assert (line.language, line.ip, line.how) == ("fr", "203.0.113.9", "form")


def test_saying_the_same_again_writes_nothing(
    audience: Audience, contact: Contact
) -> None:
    email = permission(audience)

    assert [say(contact, email, given=True) for _time in range(2)] == [1, 0]


def test_agreeing_to_another_wording_is_another_line(
    audience: Audience, contact: Contact
) -> None:
    email = permission(audience)
    say(contact, email, given=True)
    email.text = "You may write to me, and my friends."

    assert say(contact, email, given=True) == 1


def test_a_box_that_was_never_ticked_withdraws_nothing(
    audience: Audience, contact: Contact
) -> None:
    email, sms = permission(audience), permission(audience, "SMS")
    say(contact, email, given=True)

    grant(contact, {email: False, sms: False}, Cause(audience, "form"), "en")

    assert lines(contact) == [(email.purpose, True), (email.purpose, False)]
    assert given_by(contact) == set()


def test_nothing_is_written_of_who_is_gone(
    audience: Audience, contact: Contact
) -> None:
    email = permission(audience)
    deleting.delete(audience.contacts.filter(pk=contact.pk), Cause(audience, "staff"))

    assert say(contact, email, given=True) == 0


def test_a_permission_says_nothing_of_mail_and_opting_out_of_mail_nothing_of_it(
    audience: Audience, contact: Contact
) -> None:
    email = permission(audience)
    say(contact, email, given=True)
    say(contact, email, given=False)

    assert not audience.consents.refusing("email", [contact.pk])
    audience.contacts.filter(pk=contact.pk).unsubscribe(Cause(audience, "link"))
    say(contact, email, given=True)
    assert given_by(contact) == {email.pk}


def test_the_profile_tells_a_permission_by_its_title(
    audience: Audience, contact: Contact
) -> None:
    say(contact, permission(audience, "Postcards"), given=True)

    told = [(line.text, line.purpose) for line in history_of(contact).lines]

    assert ("Permission given", "Postcards") in told
    last = last_permission(contact)
    assert last is not None
    assert last.purpose == "Postcards"


def test_who_becomes_one_has_the_permissions_of_both(audience: Audience) -> None:
    kept, gone = ContactFactory.create_batch(2, audience=audience)
    email, sms = permission(audience), permission(audience, "SMS")
    say(kept, email, given=True)
    say(gone, sms, given=True)

    people.merge(audience, kept.pk, gone.pk)

    kept.refresh_from_db()
    assert given_by(kept) == {email.pk, sms.pk}


def test_erasing_somebody_takes_what_they_permitted_along(
    audience: Audience, contact: Contact
) -> None:
    say(contact, permission(audience), given=True)

    deleting.erase(audience.contacts.filter(pk=contact.pk), Cause(audience, "staff"))

    assert not Consent.objects.filter(audience=audience).exists()


@pytest.mark.parametrize(
    ("op", "those"),
    [("given", {"a"}), ("withdrawn", {"b"}), ("not_given", {"c", "d"})],
)
def test_segments_ask_for_the_last_word(
    audience: Audience, op: str, those: set[str]
) -> None:
    email, sms = permission(audience), permission(audience, "SMS")
    them = {name: ContactFactory.create(audience=audience) for name in "abcd"}
    for name, words in {"a": [1, 0, 1], "b": [1, 0]}.items():
        for given in words:
            say(them[name], email, given=bool(given))
    say(them["d"], sms, given=True)

    bound = bound_in(audience, of(asking("permission", op, email.pk)))
    inside = audience.contacts.filter(who(audience, bound))

    ids = set(inside.values_list("pk", flat=True))
    assert {name for name, one in them.items() if one.pk in ids} == those


def test_nothing_is_asked_where_the_audience_has_no_gdpr_fields(
    audience: Audience,
) -> None:
    permission(audience)

    assert block_for(audience, "en") is None


def test_people_are_asked_in_their_language_and_in_order(audience: Audience) -> None:
    audience.gdpr_fields = True
    sms = permission(audience, "SMS", position=2)
    email = permission(audience, variants={"fr": {"title": "Courriel"}}, position=1)
    permission(audience, "Old", archived_at=audience.created_at)
    PermissionBlock.objects.create(
        audience=audience,
        heading="May we?",
        variants={"fr": {"heading": "Vous permettez ?"}},
    )

    block = block_for(audience, "fr", given={sms.pk})

    assert block is not None
    assert block.heading == "Vous permettez ?"
    assert [(one.title, one.is_given) for one in block.asked] == [
        ("Courriel", False),
        ("SMS", True),
    ]
    assert picked(block, {f"permission-{email.pk}": "1"}) == {email: True, sms: False}


def test_what_staff_write_is_no_html_for_whoever_reads_it(audience: Audience) -> None:
    audience.gdpr_fields = True
    permission(audience, "<script>alert(1)</script>")

    html = render_to_string(
        "forms/permission_block.html", {"block": block_for(audience, "en")}
    )

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_permissions_of_another_audience_are_not_asked(audience: Audience) -> None:
    audience.gdpr_fields = True
    permission(AudienceFactory.create(account=audience.account))

    assert block_for(audience, "en") is None
