"""Why a delivery is where it is, in plain words: what holds it, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delivery import reasons
from delivery.models import (
    Bounce,
    Channel,
    Delivery,
    DomainPace,
    Message,
    SendingRules,
    SmsProgram,
    State,
)
from delivery.outcomes import MOST_ATTEMPTS
from delivery.pace import breaking, groups, warming

if TYPE_CHECKING:
    from accounts.models import Account
    from delivery.models import GroupPace

PACE, RULES = "pace", "rules"  # where what holds it can be changed


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence or two, and the place where what holds the delivery is changed."""

    words: str
    place: str = ""


@dataclass(frozen=True)
class Known:
    """What may hold deliveries of these audiences; asked for once something waits."""

    account: Account
    audiences: Sequence[int]

    @cached_property
    def paces(self) -> dict[str, DomainPace]:
        rows = DomainPace.objects.filter(account=self.account)
        return {pace.domain: pace for pace in rows.prefetch_related("groups")}

    @cached_property
    def rules(self) -> dict[int, SendingRules]:
        rows = SendingRules.objects.filter(audience__in=self.audiences)
        return {one.audience_id: one for one in rows}

    @cached_property
    def programs(self) -> dict[int, SmsProgram]:
        rows = SmsProgram.objects.filter(audience__in=self.audiences)
        return {one.audience_id: one for one in rows}

    def pace_of(self, message: Message) -> DomainPace | None:
        return self.paces.get(breaking.domain_of(message.from_email))


def why_of(one: Delivery, message: Message, known: Known) -> Why:
    """Of a delivery of the message; no query but those of what is known, once each."""
    if one.state in Delivery.OPEN:
        stopped = _stopped(message, known)
        if stopped or one.state == State.PENDING:
            return stopped or Why(_waits(one))
        return _held(one, message, known)
    said = _SAID.get(State(one.state))
    return Why(said(one) if said else reasons.in_words(one.reason))


def at(moment: datetime) -> str:
    """A moment as sentences say it, by the clock of the page."""
    local, now = timezone.localtime(moment), timezone.localtime()
    if local.date() == now.date():
        return date_format(local, "H:i")
    return date_format(local, "j M Y, H:i" if local.year != now.year else "j M, H:i")


def _stopped(message: Message, known: Known) -> Why | None:
    """Where nothing of the message leaves."""
    if message.stage == Message.Stage.PAUSED:
        return Why(_("The message is paused."))
    if message.stage == Message.Stage.CANCELED:
        return Why(_("The message was canceled."))
    if message.stage == Message.Stage.FREEZING:
        return Why(_("It waits until everybody who gets the message is written down."))
    if message.held_until and message.held_until > timezone.now():
        said = {"until": at(message.held_until), "problem": message.problem}
        return Why(
            _("Nothing of the message leaves until %(until)s: %(problem)s") % said
        )
    if message.channel == Channel.SMS:
        program = known.programs.get(message.audience_id)
        if program is None or program.state not in _ways(message):
            return Why(_("The program for SMS of the audience may not send now."))
    return None


def _ways(message: Message) -> set[str]:
    """The states of a program in which the message may leave."""
    approved, paused = SmsProgram.State.APPROVED, SmsProgram.State.PAUSED
    return {approved, paused} if message.kind == Message.Kind.SYSTEM else {approved}


def _waits(one: Delivery) -> str:
    if one.due_at and one.due_at > timezone.now():
        return _("It waits until %s.") % at(one.due_at)
    return _("It is due: a sender takes it next.")


def _on_its_way(one: Delivery) -> str:
    if one.dispatched_at:
        return _("It is on the wire, and the server has not answered yet.")
    return _("A sender has it and is about to hand it over.")


def _held(one: Delivery, message: Message, known: Known) -> Why:
    held = _HELD.get(one.reason)
    why = held(one, message, known) if held else Why(reasons.in_words(one.reason))
    if one.due_at is None or one.due_at <= timezone.now():
        return Why(
            f"{why.words} {_('It is due again: a sender takes it next.')}", why.place
        )
    return Why(f"{why.words} {_('It is held until %s.') % at(one.due_at)}", why.place)


def _throttled(one: Delivery, message: Message, known: Known) -> Why:
    pace = known.pace_of(message)
    group = groups.group_of(one.email)
    label = str(groups.LABELS.get(group, group))
    slowed = _slowed(pace, group)
    if pace is None or slowed is None:
        return Why(reasons.in_words(one.reason), PACE)
    said = {"provider": label, "domain": pace.domain}
    if slowed.rests_until and slowed.rests_until > timezone.now():
        text = _("%(provider)s asked for a rest from %(domain)s until %(until)s.")
        return Why(text % {**said, "until": at(slowed.rests_until)}, PACE)
    if slowed.rate is None:
        return Why(reasons.in_words(one.reason), PACE)
    n = max(1, round(slowed.rate * 60))
    text = ngettext(
        "%(provider)s takes %(n)s message a minute from %(domain)s.",
        "%(provider)s takes %(n)s messages a minute from %(domain)s.",
        n,
    )
    return Why(text % {**said, "n": n}, PACE)


def _slowed(pace: DomainPace | None, group: str) -> GroupPace | None:
    rows = pace.groups.all() if pace else []
    return next((row for row in rows if row.group == group), None)


def _broken(one: Delivery, message: Message, known: Known) -> Why:
    pace = known.pace_of(message)
    if pace is None or pace.tripped_at is None:
        return Why(_("The breaker of its domain was open; it is closed by now."), PACE)
    said = {
        "domain": pace.domain,
        "since": at(pace.tripped_at),
        "why": reasons.of_breaker(pace.reason),
    }
    text = _("Nothing leaves from %(domain)s since %(since)s: %(why)s")
    return Why(text % said, PACE)


def _warming(one: Delivery, message: Message, known: Known) -> Why:
    pace = known.pace_of(message)
    cap = warming.cap_of(pace) if pace else None
    if pace is None or pace.warms_since is None or cap is None:
        return Why(_("Its domain was warming up; it does not any more."), PACE)
    day = (warming.today() - pace.warms_since).days + 1
    said = {"domain": pace.domain, "day": day, "cap": cap}
    text = _("%(domain)s warms up: on day %(day)d it sends %(cap)d messages at most.")
    return Why(text % said, PACE)


def _capped(one: Delivery, message: Message, known: Known) -> Why:
    rules = known.rules.get(message.audience_id)
    if rules is None or not rules.cap_messages:
        return Why(reasons.in_words(one.reason), RULES)
    days = ngettext("%(n)d day", "%(n)d days", rules.cap_days) % {"n": rules.cap_days}
    text = ngettext(
        "They got %(n)d message within %(days)s, as the rules allow.",
        "They got %(n)d messages within %(days)s, as many as the rules allow.",
        rules.cap_messages,
    )
    return Why(text % {"n": rules.cap_messages, "days": days}, RULES)


def _quiet(one: Delivery, message: Message, known: Known) -> Why:
    rules = known.rules.get(message.audience_id)
    if message.channel == Channel.SMS or rules is None:
        return Why(reasons.in_words(one.reason), RULES)
    if rules.quiet_from is None or rules.quiet_to is None:
        return Why(
            _("It was a quiet hour where they are; there is none any more."), RULES
        )
    said = {"start": f"{rules.quiet_from:%H:%M}", "end": f"{rules.quiet_to:%H:%M}"}
    text = _("From %(start)s to %(end)s by their clock nothing is sent to them.")
    return Why(text % said, RULES)


def _put_off(one: Delivery, message: Message, known: Known) -> Why:
    said = {"n": one.attempts, "most": MOST_ATTEMPTS}
    tried = ngettext(
        "It was tried %(n)d time, of %(most)d at most.",
        "It was tried %(n)d times, of %(most)d at most.",
        one.attempts,
    )
    return Why(f"{reasons.in_words(one.reason)} {tried % said}")


_HELD = {
    "throttle": _throttled,
    "breaker": _broken,
    "warmup": _warming,
    "cap": _capped,
    "quiet": _quiet,
    "busy": _put_off,
    "blocked": _put_off,
}


def _arrived(one: Delivery) -> str:
    said = [_("Their server took it.")]
    if one.complained_at:
        said.append(_("They complained about it as spam."))
    elif one.bounce == Bounce.HARD:
        said.append(_("It came back: the address is dead."))
    elif one.bounce:
        said.append(_("It came back, and their server may take the next one."))
    return " ".join(said)


def _failed(one: Delivery) -> str:
    why = reasons.in_words(one.reason)
    if one.attempts < 2:
        return why
    return f"{why} {_('It was tried %d times.') % one.attempts}"


def _unknown(one: Delivery) -> str:
    why = reasons.in_words(one.reason) or _(
        "Its sender stopped while it may have been on the wire."
    )
    return f"{why} {_('It is not sent again by itself, since they may have it.')}"


def _suppressed(one: Delivery) -> str:
    why = reasons.in_words(one.reason)
    if one.reason == "cleaned":
        return f"{why} {_('No audience of the account writes to a dead address.')}"
    if one.reason == "complaint":
        return f"{why} {_('No audience of the account sends them news.')}"
    return why


_SAID = {
    State.LEASED: _on_its_way,
    State.SENT: _arrived,
    State.FAILED: _failed,
    State.UNKNOWN: _unknown,
    State.SUPPRESSED: _suppressed,
}
