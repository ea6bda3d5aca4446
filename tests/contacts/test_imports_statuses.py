from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.imports import mapping, statuses
from contacts.models import Contact
from tests.contacts.import_pages import answers, begin, url, work
from tests.contacts.importing import bring, everything, numbers, refusals, take
from tests.factories import ContactFactory

MIXED = (
    "email,status\n"
    "in@example.com,Subscribed\nout@example.com,UNSUBSCRIBED\n"
    "dead@example.com,Cleaned\nshop@example.com,never subscribed\n"
    "wait@example.com,Unconfirmed\nblank@example.com,\n"
)


def status_of(audience: Audience, email: str) -> str:
    return str(audience.contacts.get(email=email).status)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("subscribed", "Subscribed active opt-in confirmed Abonné ACTIF Ingeschreven"),
        ("unsubscribed", "unsubscribed Opt_out blacklisted Désinscrit uitgeschreven"),
        ("cleaned", "Cleaned bounced HARD_BOUNCE invalid ongeldig"),
        ("nonsubscribed", "non-subscribed NEVER_SUBSCRIBED not_subscribed non-abonné"),
        ("pending", "pending Unconfirmed non-confirmé onbevestigd"),
        ("", "maybe vip 1 inactive un-"),
    ],
)
def test_the_words_of_other_services_are_known(status: str, words: str) -> None:
    assert {statuses.of_word(word) for word in words.split()} == {status}


def test_every_word_stands_folded_and_for_one_status() -> None:
    listed = [word for words in statuses.WORDS.values() for word in words]

    assert len(listed) == len(set(listed))
    assert listed == [mapping.fold(word) for word in listed]
    assert set(statuses.WORDS) == set(Contact.Status.values)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("subscribed_members_export_1a2b.csv", "subscribed"),
        ("unsubscribed_members_export_1a2b.csv", "unsubscribed"),
        ("nonsubscribed_members_export_1a2b.csv", "nonsubscribed"),
        ("cleaned_members_export_1a2b.csv", "cleaned"),
        ("not-subscribed.csv", "nonsubscribed"),
        ("Contacts 2026 (désinscrits).csv", "unsubscribed"),
        ("export/Opt out/list 1.csv", "unsubscribed"),
        ("unsubscribed/all.csv", "unsubscribed"),
        ("members_subscribed.csv", ""),
        ("newsletter.csv", ""),
    ],
)
def test_the_name_of_a_list_says_its_status(name: str, status: str) -> None:
    assert statuses.of_name(name) == status


def test_each_row_comes_in_with_its_own_status(audience: Audience) -> None:
    report = bring(audience, MIXED)

    assert report == numbers(6, 6, 0, 0, 0, 0)
    there = everything(audience)
    assert {email: p["status"] for email, p in there["people"].items()} == {
        "in@example.com": "subscribed",
        "out@example.com": "unsubscribed",
        "dead@example.com": "cleaned",
        "shop@example.com": "nonsubscribed",
        "wait@example.com": "pending",
        "blank@example.com": "subscribed",
    }
    assert there["statuses"] == {
        **dict.fromkeys(["unsubscribed", "cleaned", "nonsubscribed", "pending"], 1),
        "subscribed": 2,
    }
    assert there["consents"] == {
        ("in@example.com", True): 1,
        ("blank@example.com", True): 1,
        ("out@example.com", False): 1,
    }


def test_the_words_of_a_permission_stand_with_those_who_gave_it(
    audience: Audience,
) -> None:
    bring(audience, MIXED, permission="customers")

    said = audience.consents.order_by("given").values_list("given", "wording")
    assert set(said) == {
        (False, ""),
        (True, "They are customers who agreed to hear from us"),
    }


@pytest.mark.parametrize("permission", ["", "none"])
def test_without_permission_no_row_is_subscribed(
    audience: Audience, permission: str
) -> None:
    bring(audience, MIXED, status="nonsubscribed", permission=permission)

    assert everything(audience)["statuses"] == {
        **dict.fromkeys(["unsubscribed", "cleaned", "pending"], 1),
        "nonsubscribed": 3,
    }


def test_rows_never_bring_back_who_opted_out(audience: Audience) -> None:
    for status in Contact.Status.values:
        ContactFactory.create(
            audience=audience, email=f"{status}@example.com", status=status
        )
    rows = [f"{status}@example.com,active\n" for status in Contact.Status.values]

    bring(audience, "email,status\n" + "".join(rows))

    assert {c.email.partition("@")[0]: c.status for c in audience.contacts.all()} == {
        **{status: status for status in Contact.Status.values},
        "nonsubscribed": "subscribed",
    }


@pytest.mark.parametrize("words", ["out in", "in out", "out dead", "dead out in"])
def test_one_opt_out_among_the_rows_of_an_address_is_enough(
    audience: Audience, words: str
) -> None:
    known = {"in": "active", "out": "opt-out", "dead": "bounced"}
    rows = [
        f"a@example.com,{known[word]},{n}\n" for n, word in enumerate(words.split())
    ]

    report = bring(audience, "email,status,First name\n" + "".join(rows))

    assert report == numbers(len(rows), 1, 0, 0, 0, len(rows) - 1)
    person = everything(audience)["people"]["a@example.com"]
    assert person["status"] == "unsubscribed"
    assert person["first_name"] == str(len(rows) - 1)


def test_a_dead_address_among_the_rows_wins_over_a_living_one(
    audience: Audience,
) -> None:
    bring(audience, "email,status\na@b.cc,bounced\na@b.cc,active\n")

    assert status_of(audience, "a@b.cc") == "cleaned"


def test_an_unknown_word_refuses_its_row_and_is_named(
    as_alice: Client, audience: Audience
) -> None:
    rows = "".join(f"p{n}@example.com,active\n" for n in range(25))
    run = take(audience, f"email,status\n{rows}x@example.com,Perhaps\n")

    as_alice.post(url("check", run), answers(run, permission="customers"))
    page = as_alice.get(url("check", run)).content.decode()

    assert "“Perhaps” is no status that is known here." in page
    begin(as_alice, run, permission="customers")
    work()
    assert everything(audience)["statuses"] == {"subscribed": 25}
    assert "“Perhaps” is no status" in b"".join(
        as_alice.get(url("refused", run)).streaming_content  # type: ignore[attr-defined]
    ).decode("utf-8-sig")


def test_an_opt_out_is_not_lost_for_a_value_that_cannot_be_read(
    audience: Audience,
) -> None:
    audience.fields.create(type="number", tag="AGE", label="Age")
    data = "email,age,First name,status\n"
    data += "a@b.cc,forty,Ann,opt-out\nb@b.cc,forty,Bo,active\n"

    report = bring(audience, data)

    assert report == numbers(2, 1, 0, 0, 1, 0)
    assert refusals(audience) == [(3, "number")]
    person = everything(audience)["people"]["a@b.cc"]
    assert (person["status"], person["first_name"]) == ("unsubscribed", "Ann")
    assert bring(audience, "email,age\nc@b.cc,x\n", status="cleaned")["created"] == 1


def test_a_check_tells_new_people_by_their_status(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="out@example.com")
    run = take(audience, MIXED)

    as_alice.post(url("check", run), answers(run, permission="signed_up"))
    checked = as_alice.get(url("check", run))

    assert checked.context["statuses"] == [
        *(("subscribed", "Subscribed", 2), ("nonsubscribed", "Nonsubscribed", 1)),
        *(("pending", "Pending", 1), ("cleaned", "Cleaned", 1)),
    ]
    assert "the subscribed with this permission" in checked.content.decode()
    as_alice.post(url("start", run))
    work()
    done = as_alice.get(url("detail", run))
    assert done.context["statuses"] == checked.context["statuses"]


def test_two_columns_cannot_say_the_status(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, "email,status,state of mind\na@example.com,active,active\n")

    response = as_alice.post(url("check", run), answers(run, c2__target="status"))

    assert response.context["form"].non_field_errors() == [
        "Two columns fill “Status, row by row”. Leave one of them out."
    ]
