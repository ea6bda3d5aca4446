"""Of who is erased nothing is left in any table or file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts import notes
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.editing import edit
from contacts.exports import personal
from contacts.filters import Filter
from contacts.hooks.mapping import Mapping
from contacts.imports import running
from contacts.merging import merge
from contacts.models import Contact, Import, SavedView
from contacts.suppressions import intake
from contacts.suppressions import running as suppressing
from delivery import frequency
from delivery.models import Delivery, Hit, Link, Message, Received, ReceivedText
from delivery.receiving import storing, working
from delivery.receiving.understanding import Finding
from events import log
from events.models import EventName, Listener, OutboxFailure
from forms.centre import keys
from preferences import choosing
from segments.models import SegmentMember
from tests.contacts.bulk_work import do
from tests.contacts.bygone import go
from tests.contacts.bygone import take as take_past
from tests.contacts.exporting import export, order
from tests.contacts.hooking import hook_of, post
from tests.contacts.importing import bring, take
from tests.contacts.leftovers import files_with, sign_up, tables_with
from tests.factories import ContactFactory, PreferenceFactory, SegmentFactory
from tests.forms.landing.opening import page, write_visits
from tests.forms.surveys.asking import write_about

PK = 987_654_321
EMAIL = "zelda.quux@example.com"
WORDS = [EMAIL, "zelda%2Equux", "Zelda", "Quuxmann", "+15550199", "oat-milk-9"]

# What may still name somebody who was erased, and why.
LEFT: dict[str, str] = {
    "audiences_actionchunk.ids": "a number that stands for nobody any more",
    "audiences_jobchunk.ids": "a number that stands for nobody any more",
    "audiences_job.cursor": "the same, of the place where work stood",
    "audiences_job.params": "the same, of rows that were chosen by hand",
    "accounts_auditentry.details": "the same, in the log of who did what",
    "contacts_savedview.query": "words that staff looks for, which only they can judge",
    "segments_segment.tree": "a rule that staff wrote, which only they can judge",
    "segments_segment.name": "the name that staff gave to such a rule",
}

# The tables in which the tests below leave a trace of her.
PLANTED = {
    *("accounts_auditentry", "audiences_actionchunk", "audiences_job"),
    *("audiences_jobchunk", "contacts_consent", "contacts_contact"),
    *("contacts_hookcall", "contacts_importrefusal", "contacts_note"),
    *("contacts_noteversion", "contacts_pastrefusal", "contacts_savedview"),
    *("contacts_suppressionrefusal", "events_event", "events_eventtotal"),
    *("events_outbox", "events_outboxfailure", "segments_segment"),
    *("segments_segmentmember", "delivery_delivery", "delivery_hit"),
    *("delivery_received", "delivery_receivedtext", "preferences_choice"),
    *("delivery_frequency", "forms_centrekey", "forms_signup"),
    *("forms_answer", "forms_submission", "forms_landingvisit"),
}
# Why nobody is named in the others: what their columns are, or what they are told.
TEAM = "who works here, not who is written to"
SETTING = "what staff set up, in words that are about nobody"
NUMBERS = "numbers, of nobody by themselves"
FILE = "how a file is read, whose own name staff gave it; the file goes"
QUEUE = "names of functions and numbers of rows"
SILENT = {
    **dict.fromkeys(["accounts_account", "accounts_plan", "accounts_membership"], TEAM),
    **dict.fromkeys(["accounts_user", "account_emailaddress", "auth_group"], TEAM),
    **dict.fromkeys(["account_emailconfirmation", "auth_permission"], TEAM),
    **dict.fromkeys(["api_apikey", "api_keyaccess", "audiences_audienceaccess"], TEAM),
    **dict.fromkeys(["audiences_audience", "contacts_field", "contacts_tag"], SETTING),
    **dict.fromkeys(["contacts_group", "contacts_groupcategory"], SETTING),
    **dict.fromkeys(["preferences_preference", "forms_centre"], SETTING),
    **dict.fromkeys(["forms_signupform", "forms_signupformversion"], SETTING),
    **dict.fromkeys(["forms_signupformday", "forms_landingpageday"], NUMBERS),
    **dict.fromkeys(["forms_landingpage", "forms_landingslug"], SETTING),
    **dict.fromkeys(["forms_landingpicture", "forms_aboutpage"], SETTING),
    **dict.fromkeys(["forms_lettertext", "forms_lettersettings"], SETTING),
    **dict.fromkeys(["forms_permission", "forms_permissionblock"], SETTING),
    **dict.fromkeys(["forms_permissiontext", "forms_survey"], SETTING),
    "forms_noticechoice": TEAM,
    "forms_archivedmessage": "which messages to many anybody may read",
    **dict.fromkeys(["contacts_hook", "contacts_tablechoice"], SETTING),
    **dict.fromkeys(["events_customevent", "events_eventname"], SETTING),
    **dict.fromkeys(["audiences_counter", "audiences_dailycount"], NUMBERS),
    **dict.fromkeys(["events_eventday", "contacts_importbucket"], NUMBERS),
    **dict.fromkeys(["events_listener", "django_content_type"], NUMBERS),
    **dict.fromkeys(["contacts_import", "contacts_pastimport"], FILE),
    **dict.fromkeys(["contacts_suppressionlist", "contacts_source"], FILE),
    **dict.fromkeys(["django_q_ormq", "django_q_schedule"], QUEUE),
    "accounts_bucket": "whom a limit counts: users, keys, and addresses of machines",
    "accounts_secret": "keys that the installation drew",
    "audiences_action": "the words of a verb; an address in them is taken out",
    "contacts_exportpart": "where a piece of a file is, until the file is whole",
    "contacts_pastkey": "hashes, for as long as a check runs",
    "contacts_suppression": "keyed hashes, which bar from coming back",
    "django_admin_log": "what administrators changed; contacts are read there alone",
    "django_session": "who is signed in, and what they are to be told next",
    "delivery_link": "where the links of a message lead, the same for all",
    "delivery_smsprogram": "the number and provider of an audience",
    "delivery_smsreceipt": "states and codes, of a delivery that names nobody",
    "delivery_sendingrules": SETTING,
    **dict.fromkeys(["delivery_sendingdomain", "delivery_dkimkey"], SETTING),
    "delivery_senderaddress": "as whom an account writes, which is a team's address",
    **dict.fromkeys(["delivery_domainpace", "delivery_grouppace"], NUMBERS),
    "delivery_message": "what is sent to many, in words that are the same for all",
    "django_q_task": "packed errors: test_erasing finds them without the address",
    "events_receipt": "hashes of keys, and what was wrong in a request, for two days",
}


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice, ip="192.0.2.7")


@pytest.fixture
def zelda(audience: Audience, cause: Cause) -> Contact:
    """Somebody who has left a trace in every place there is."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SEQUENCE contacts_contact_id_seq RESTART WITH {PK}")
    bring(
        audience,
        "email,fname,lname,phone\n"
        f"{EMAIL},Zelda,Quuxmann,+15550199\n"
        f"joe@x.com,,,\n"
        f'"{EMAIL}, and another",Zelda,,\n',
        permission=Import.Permission.CUSTOMERS,
    )
    contact = audience.contacts.get(email=EMAIL)
    assert contact.pk >= PK
    return contact


def leave_messages(zelda: Contact, cause: Cause) -> None:
    audience = zelda.audience
    news = {"from_email": "hello@fjord.example", "subject": "News", "text": "News"}
    message = Message.objects.create(audience=audience, kind="bulk", **news)
    sent = {"contact": zelda, "email": EMAIL, "state": "sent"}
    delivery = Delivery.objects.create(
        audience=audience, message=message, answer=f"550 no {EMAIL}", **sent
    )
    mail = f"From: Zelda <{EMAIL}>\nSubject: Re: News\n\nI am {EMAIL}".encode()
    kept = storing.keep(mail, "smtp", sender=EMAIL, recipients=["news@x.example"])
    found = Finding(Received.Kind.BOUNCE, delivery, about=[EMAIL], names=[EMAIL])
    working.settle(kept.received, found)
    link = Link.objects.create(audience=audience, message=message, kind="pixel")
    Hit.objects.create(
        audience=audience, link=link, delivery=delivery, at=cause.at, agent=EMAIL
    )
    audience.contacts.filter(pk=zelda.pk).update(sms_phone="+15550199")
    for n, person in enumerate([zelda, None]):
        ReceivedText.objects.create(
            audience=audience,
            provider_id=f"SM{n}",
            number="+15550199",
            contact=person,
            body="Zelda wants tea",
            received_at=cause.at,
        )
    Delivery.objects.create(
        audience=audience, message=message, email="+15550199", state="sent"
    )


def leave_traces(zelda: Contact, alice: User, cause: Cause) -> None:
    audience = zelda.audience
    row = audience.contacts.filter(pk=zelda.pk)
    note = notes.write(zelda, "Zelda wants oat-milk-9", cause)
    notes.rewrite(note, "Zelda Quuxmann wants tea")
    own = EventName.objects.create(name="bought_tea")
    Listener.objects.create(audience=audience, name=own)
    log.record(audience.pk, own.pk, [zelda.pk], {"for": EMAIL})
    OutboxFailure.objects.create(
        audience=audience,
        reaction="x.y",
        event_id=1,
        name=own,
        contact_id=zelda.pk,
        occurred_at=cause.at,
        properties={"for": EMAIL},
        error=f"No mail for {EMAIL}",
    )
    segment = SegmentFactory.create(audience=audience)
    SegmentMember.objects.create(
        audience=audience, segment=segment, contact=zelda, entered_at=cause.at
    )
    news = PreferenceFactory.create(audience=audience)
    choosing.choose(zelda, news, "subscribed", cause)
    frequency.choose(zelda, 7, cause)
    keys.make(zelda, keys.Purpose.ADDRESS, f"new.{EMAIL}")
    sign_up(zelda)
    write_about(zelda, f"{EMAIL} drinks tea")
    write_visits(audience, [zelda], [[page(audience).pk]])
    tree = {"v": 1, "match": "all", "of": [{"field": "email", "op": "is"}]}
    tree["of"][0]["value"] = EMAIL  # type: ignore[index]
    SegmentFactory.create(audience=audience, tree=tree, name=f"Not {EMAIL}")
    SavedView.objects.create(audience=audience, name="Her", query=f"q={EMAIL}")
    field = audience.fields.get(tag="FNAME")
    said = {"field": field.pk, "field_name": "First name", "type": "text"}
    said |= {"choices": [], "value": "Z.", "said": "Z."}
    do(audience, "field", alice, Selection(Filter(text=EMAIL)), **said)
    row.update(first_name="Zelda")
    one = ContactFactory.create(audience=audience, email="old." + EMAIL)
    merge(audience, zelda.pk, one.pk, {}, cause)
    edit(zelda, {"last_name": "Quuxmann-Smith"}, {}, cause)
    export(audience, alice, order("csv", wanted=Filter(text=EMAIL)))
    job, _new = personal.launch(zelda, owner=alice, ip="192.0.2.7")
    jobs.run(job)
    wrong = f'email\nx@y.com\n"{EMAIL}, and another"\n'
    file = io.BytesIO(wrong.encode())
    listed = intake.take(audience, file, "out.csv", owner=alice)
    suppressing.launch(audience, listed.pk, ip="192.0.2.7")
    listed.refresh_from_db()
    assert listed.job
    jobs.run(listed.job)
    past = take_past(audience, f'email,time\n"{EMAIL}, and another",2026-01-01\n')
    go(past)
    shop = hook_of(audience, Mapping(email="/email", fixed="bought_tea"))
    post(shop, {"email": EMAIL, "name": "Zelda", "form": json.dumps({"by": EMAIL})})
    leave_messages(zelda, cause)
    failed = jobs.start(audience, "x", f"About {EMAIL}", owner=alice)
    audience.jobs.filter(pk=failed.pk).update(
        state="failed", error=f"Key (audience_id, email)=(1, {EMAIL}) exists"
    )


def test_nothing_is_left_of_an_erased_person_in_any_table_or_file(
    audience: Audience,
    alice: User,
    cause: Cause,
    zelda: Contact,
    own_files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    run = take(audience, f"email,fname\n{EMAIL},Zelda\n")
    run_id = run.pk
    jobs.run(running.start(run))
    with django_capture_on_commit_callbacks(execute=True):
        leave_traces(zelda, alice, cause)
    words = [*WORDS, str(zelda.pk)]
    before = tables_with(words)
    assert files_with(own_files, WORDS) == {"imports", "exports", "past"}

    with django_capture_on_commit_callbacks(execute=True):
        do(audience, "erase", alice, Selection(Filter(), (zelda.pk,)), people=1)

    assert len(before) > 25
    left = tables_with(words)
    assert left == set(LEFT) & before
    assert not files_with(own_files / "imports", WORDS)
    assert not files_with(own_files / "past", WORDS)
    assert not Import.objects.get(pk=run_id).file


def test_everything_that_could_be_left_was_there(
    audience: Audience, alice: User, cause: Cause, zelda: Contact, own_files: Path
) -> None:
    """The test above proves nothing about a place in which nothing was planted."""
    leave_traces(zelda, alice, cause)

    there = {place.partition(".")[0] for place in tables_with([*WORDS, str(zelda.pk)])}

    assert there == PLANTED


def test_every_table_was_asked_whether_it_names_anybody() -> None:
    """Who adds one plants something in it, or says here why nobody stands there."""
    tables = {model._meta.db_table for model in apps.get_models()}

    assert tables - PLANTED - SILENT.keys() == set()
    assert SILENT.keys() - tables == PLANTED & SILENT.keys() == set()
