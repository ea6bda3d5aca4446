"""The daily summary: what changed in an audience on the day before, once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audiences.models import Audience, DailyCount
from contacts.rows import status_labels
from forms.letters import posting
from forms.letters.hearing import by_language, contacts_url
from forms.letters.switching import recipients
from forms.models import LetterSettings, NoticeChoice

if TYPE_CHECKING:
    from audiences.models import Job

HOUR = 7  # in the morning where the audience is
MOST_JOBS = 10
# The statuses that a summary tells of, in its order.
TOLD = ("subscribed", "pending", "unsubscribed", "cleaned", "archived")


def sum_up_all(now: datetime | None = None) -> int:
    """Send the summaries that are due; how many audiences had one. As often as wanted:
    each day of an audience is told once.
    """
    now = now or timezone.now()
    return sum(_sum_up(audience, now) for audience in wanting())


def wanting() -> list[Audience]:
    chosen = NoticeChoice.objects.filter(daily=True).values("audience_id")
    wanting = Audience.objects.active().filter(
        Q(pk__in=chosen) | Q(notify_daily=True) & ~Q(notify_email="")
    )
    return list(wanting.select_related("account").order_by("pk"))


@transaction.atomic
def _sum_up(audience: Audience, now: datetime) -> bool:
    """Whether something was told of the day before, which is looked at once only."""
    here = now.astimezone(ZoneInfo(audience.time_zone))
    day = here.date() - timedelta(days=1)
    if here.hour < HOUR or not _claim(audience, day):
        return False
    changes, jobs = _changes(audience, day), _jobs(audience, day)
    if not (changes or jobs):
        return False
    for language, readers in by_language(recipients(audience, "daily")):
        with translation.override(language):
            words = {
                "NOTICE:DAY": date_format(day, "DATE_FORMAT"),
                "NOTICE:SUMMARY": _summary(audience, changes, jobs),
                "LINK:CONTACTS": contacts_url(audience),
            }
        posting.send(audience, "daily", readers, language, words)
    return True


def _claim(audience: Audience, day: date) -> bool:
    """Whether nobody looked at this day yet; whoever asks first does."""
    LetterSettings.objects.get_or_create(audience=audience)
    rows = LetterSettings.objects.filter(audience=audience)
    fresh = rows.filter(Q(summed_up_to=None) | Q(summed_up_to__lt=day))
    return bool(fresh.update(summed_up_to=day))


def _changes(audience: Audience, day: date) -> dict[str, int]:
    counts = DailyCount.objects.filter(audience=audience, day=day)
    return {key: n for key, n in counts.values_list("key", "change") if n}


def _jobs(audience: Audience, day: date) -> list[Job]:
    """What was done to many: files that were imported, bulk work."""
    zone = ZoneInfo(audience.time_zone)
    begins = datetime.combine(day, time.min, zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone)
    done = audience.jobs.filter(finished_at__gte=begins, finished_at__lt=ends)
    return list(done.order_by("finished_at", "pk")[:MOST_JOBS])


def _summary(audience: Audience, changes: dict[str, int], jobs: list[Job]) -> str:
    labels, now = status_labels(), audience.status_counts
    lines = [
        _("%(status)s: %(change)s, %(now)s now")
        % {
            "status": labels.get(key, key),
            "change": _signed(changes[key]),
            "now": intcomma(now.get(key, 0)),
        }
        for key in TOLD
        if key in changes
    ]
    lines += [f"{job.label}: {intcomma(job.done)}" for job in jobs]
    return "\n".join(lines)


def _signed(n: int) -> str:
    return f"{'+' if n > 0 else '−'}{intcomma(abs(n))}"
