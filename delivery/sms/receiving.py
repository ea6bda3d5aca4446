"""What people send to a program: kept first, once, and then acted on.

The words act at once. A stranger who opts out has opted out for whoever comes to the
number; for the rest numbers of strangers touch nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from accounts import limits
from accounts.limits import Rate
from contacts import texting
from contacts.causes import Cause
from contacts.suppression import hasher
from delivery.models import ReceivedText
from delivery.sms import keywords, notices, numbers

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.models import SmsProgram
    from delivery.sms.providers import Heard

LONGEST = 5_000
# So that two machines that answer each other come to an end.
HELPS = Rate(3, seconds=3600)


def keep(program: SmsProgram, heard: Heard) -> ReceivedText:
    """Write it down, if it is not there; a task acts on it should nobody else."""
    audience = program.audience
    meaning = keywords.meaning_of(heard.body)
    known = heard.word in ReceivedText.Word.values
    number = numbers.meant(heard.number, program.country)[:20]
    contacts = audience.contacts.with_number(number)
    with transaction.atomic():
        text, is_new = audience.receivedtexts.get_or_create(
            provider_id=heard.provider_id[:64],
            defaults={
                "number": number,
                "contact": contacts.order_by("pk").first(),
                "body": heard.body.replace("\0", "")[:LONGEST],
                "word": heard.word if known else meaning.word,
                "may_want_out": meaning.may_want_out,
                "received_at": timezone.now(),
            },
        )
        if is_new:
            async_task("delivery.sms.tasks.act", audience.pk, text.pk)
    text.audience = audience
    return text


@transaction.atomic
def act(text: ReceivedText, *, is_answered: bool = False) -> None:
    """Do what it says, once; `is_answered` where the provider told them already."""
    audience = text.audience
    people = audience.contacts.with_number(text.number).order_by("pk")
    # Contacts are locked before everything that is about them.
    locked = list(people.select_for_update(no_key=True, of=("self",)))
    mine = audience.receivedtexts.filter(pk=text.pk, acted_at=None)
    if not mine.update(acted_at=timezone.now()):
        return
    if _did(text) and not is_answered:
        who = locked[0] if locked else None
        notices.answer(audience, text.word, text.number, who)


def _did(text: ReceivedText) -> bool:
    """Whether there is something to tell them."""
    audience = text.audience
    cause = Cause(audience, "sms", wording=text.body[:500])
    match text.word:
        case ReceivedText.Word.STOP:
            # Whatever else they wrote before, they are out.
            audience.receivedtexts.from_number(text.number).judge()
            return texting.say_no(text.number, cause)
        case ReceivedText.Word.START:
            # Also of who has the number next.
            suppressions = audience.account.suppressions
            suppressions.lift_numbers(audience, [text.number])
            people = audience.contacts.with_number(text.number)
            return people.come_back_to_sms(cause) > 0
        case ReceivedText.Word.HELP:
            return _may_help(audience, text.number)
    return False


def _may_help(audience: Audience, number: str) -> bool:
    """The number itself is in no name of a bucket."""
    return limits.take(f"sms:help:{audience.pk}:{hasher()(number).hex()[:24]}", HELPS)
