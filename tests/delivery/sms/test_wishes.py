"""What people wrote by SMS: shown to who runs the program, who judges who wants out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts import activity, texting
from contacts.activity import feed
from contacts.models import Consent
from contacts.narrowing import Narrowing
from contacts.values import phones
from delivery.models import ReceivedText
from delivery.sms import receiving, wishes
from delivery.sms.heard import Heard
from delivery.sms.providers import Heard as Told
from tests.delivery.sms.programs import person, program, texted
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
WISH = "Please stop this"


def wrote(audience: Audience, body: str, end: str = "1", sid: str = "") -> ReceivedText:
    mine = audience.smsprograms.first() or program(audience)
    mine.audience = audience
    told = Told(sid or f"SM{timezone.now().timestamp()}", f"+474120000{end}", body)
    text = receiving.keep(mine, told)
    receiving.act(text)
    return text


def url(text: ReceivedText, verb: str) -> str:
    return reverse(f"sms:receivedtext_{verb}", args=[text.audience_id, text.pk])


def listed(audience: Audience) -> str:
    return reverse("sms:receivedtext_list", args=[audience.pk])


def waiting(audience: Audience) -> list[str]:
    return [row.text.body for row in Heard.of(audience).to_judge]


def test_the_page_of_the_program_shows_what_people_wrote(
    as_alice: Client, audience: Audience
) -> None:
    one = person(audience, "1", first_name="Ada", last_name="Berg")
    wrote(audience, WISH)
    wrote(audience, "Is it <b>open</b> today?", end="2")

    html = as_alice.get(reverse("sms:smsprogram_detail", args=[audience.pk])).text

    assert WISH in html
    assert "May want out" in html
    assert f'href="{one.get_absolute_url()}">Ada Berg</a>' in html
    assert "Is it &lt;b&gt;open&lt;/b&gt; today?" in html
    assert "Nobody who is here" in html


def test_who_waits_longest_to_be_judged_comes_first(audience: Audience) -> None:
    wrote(audience, "I want to quit this")
    wrote(audience, WISH, end="2")
    wrote(audience, "Hello", end="3")

    assert waiting(audience) == ["I want to quit this", WISH]
    assert [row.text.body for row in Heard.of(audience).lately] == [
        *("Hello", WISH, "I want to quit this")
    ]


def test_one_press_opts_the_person_out_by_their_own_words(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    one = person(audience, "1")
    text = wrote(audience, WISH)
    wrote(audience, "I said: cancel that")
    wrote(audience, "no stop sign here", end="2")

    answer = as_alice.post(url(text, "opt_out"), headers=PART)

    one.refresh_from_db()
    line = Consent.objects.get(audience=audience)
    assert one.sms_status == "unsubscribed"
    assert (line.channel, line.given, line.how) == ("sms", False, "sms")
    assert (line.wording, line.actor) == (WISH, alice)
    assert "texts-changed" in answer.headers["HX-Trigger"]
    assert f"{phones.in_words(text.number)} gets no more SMS." in answer.text
    assert waiting(audience) == ["no stop sign here"]


def test_an_opt_out_that_was_judged_answers_nothing_and_is_done_once(
    audience: Audience, alice: User
) -> None:
    person(audience, "1")
    text = wrote(audience, WISH)

    assert wishes.opt_out(text, actor=alice)
    assert not wishes.opt_out(text, actor=alice)

    assert not audience.messages.exists()
    assert Consent.objects.filter(audience=audience).count() == 1


def test_a_stranger_is_opted_out_for_whoever_comes_to_the_number(
    as_alice: Client, audience: Audience
) -> None:
    text = wrote(audience, WISH)

    as_alice.post(url(text, "opt_out"))

    assert texting.opted_out(audience, [text.number]) == {text.number}


def test_what_means_something_else_is_dismissed_and_can_be_taken_up_again(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    one = person(audience, "1")
    text = wrote(audience, "Non-stop great coffee")

    answer = as_alice.post(url(text, "dismiss"), headers=PART)

    text.refresh_from_db()
    one.refresh_from_db()
    assert (waiting(audience), text.judged_by) == ([], alice)
    assert one.sms_status == "subscribed"
    assert url(text, "take_up") in answer.text

    as_alice.post(url(text, "take_up"))

    assert waiting(audience) == [text.body]


def test_who_says_stop_after_all_needs_no_judgement(audience: Audience) -> None:
    person(audience, "1")
    wrote(audience, WISH)
    wrote(audience, WISH, end="2")

    wrote(audience, "STOP")

    assert [row.text.number for row in Heard.of(audience).to_judge] == ["+4741200002"]


def test_who_is_out_already_is_said_to_be_and_cannot_be_opted_out_again(
    as_alice: Client, audience: Audience
) -> None:
    person(audience, "1", sms_status="unsubscribed")
    text = wrote(audience, WISH)

    html = as_alice.get(listed(audience), headers=PART).text

    assert "Opted out of SMS" in html
    assert url(text, "opt_out") not in html
    assert url(text, "dismiss") in html


def test_what_was_received_is_paged_by_key_each_once(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.sms.heard.LATELY", 2)
    for n in range(5):
        wrote(audience, f"Text {n}", sid=f"S{n}")
    seen, before = [], None
    for _page in range(3):
        page = Heard.of(audience, before)
        seen += [row.text.body for row in page.lately]
        before = page.lately[-1].text.pk

    assert seen == [f"Text {n}" for n in (4, 3, 2, 1, 0)]
    assert page.older_url == ""
    older = f"{listed(audience)}?before={before}"
    part = as_alice.get(older, headers=PART).text
    whole = as_alice.get(older).text
    assert ("<html" in part, "<html" in whole) == (False, True)


def test_more_than_are_shown_are_counted(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.sms.heard.TO_JUDGE", 2)
    for n in range(4):
        wrote(audience, WISH, sid=f"S{n}")

    page = Heard.of(audience)

    assert (len(page.to_judge), page.n_to_judge) == (2, 4)


@pytest.mark.parametrize("n", [1, 3])
def test_as_many_queries_for_three_texts_as_for_one(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for k in range(n):
        person(audience, str(k))
        wrote(audience, WISH, end=str(k))
        wrote(audience, "Hello", end=str(k), sid=f"H{k}")

    with django_assert_num_queries(6):
        page = Heard.of(audience)
        assert len([row.contact for row in page.lately]) == 2 * n


def test_texts_of_another_audience_are_nowhere(
    as_alice: Client, audience: Audience
) -> None:
    elsewhere = AudienceFactory.create(account=audience.account)
    theirs = wrote(elsewhere, WISH)
    program(audience)

    for verb in ("opt_out", "dismiss", "take_up"):
        path = reverse(f"sms:receivedtext_{verb}", args=[audience.pk, theirs.pk])
        assert as_alice.post(path).status_code == 404

    assert WISH not in as_alice.get(listed(audience)).text
    assert waiting(elsewhere) == [WISH]


def test_the_page_of_a_contact_tells_what_they_wrote_and_got(
    audience: Audience,
) -> None:
    one = person(audience, "1")
    news = texted(audience, name="Fresh beans")
    news.deliveries.update(state="sent", sent_at=timezone.now() - timedelta(hours=1))
    wrote(audience, "When do you open?")
    wrote(audience, "Somebody else", end="2")

    def told(kind: str) -> list[str]:
        return [item.text for item in feed(one, wanted=Narrowing(kind=kind)).items]

    assert told("sms") == [
        "Wrote by SMS: “When do you open?”",
        "Was sent “Fresh beans”",
    ]
    assert told("mail") == []
    assert set(told("sms")) <= set(told(""))


def test_texts_stand_in_the_feed_in_their_order_each_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "FEED_SIZE", 2)
    one = person(audience, "1")
    for n in range(5):
        wrote(audience, f"Text {n}", sid=f"S{n}")
    seen, before = [], ""
    for _page in range(3):
        page = feed(one, before, Narrowing(kind="sms"))
        seen += [item.text for item in page.items]
        before = page.older

    assert seen == [f"Wrote by SMS: “Text {n}”" for n in (4, 3, 2, 1, 0)]
    assert before == ""
