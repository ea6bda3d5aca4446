"""Paces of tests: of the domain their messages come from, and what servers said."""

from __future__ import annotations

from audiences.models import Audience
from delivery import outcomes, pace
from delivery.models import DomainPace, Message
from delivery.pace import breaking
from delivery.sending import Claimed
from delivery.transports import Answer
from tests.delivery.ledgers import freeze, message, people


def paced(audience: Audience) -> DomainPace:
    """The pace of the domain that the messages of these tests come from."""
    return breaking.pace_for(audience.account, "example.org")


def ready(audience: Audience, *emails: str, **fields: object) -> Message:
    people(audience, *emails, **fields)
    news = message(audience)
    freeze(news)
    return news


def heard(news: Message, email: str, *answers: str) -> None:
    """Servers said this of as many deliveries to such an address."""
    said = []
    for pk, text in enumerate(answers):
        code, _space, rest = text.partition(" ")
        one = Claimed(pk, None, email, news.deliveries.first().token, 1)  # type: ignore[union-attr]  # there is one
        answer = Answer(int(code), rest)
        said.append((one, outcomes.of_answer(one, answer), answer))
    pace.heed(news, said)
