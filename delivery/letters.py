"""The letter of a message: read, bound and encoded once, for as long as it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from delivery import addressing, footers, heads, identities, leading
from delivery.language import Bound, Facts, Needs, Text, bind, read
from delivery.mime.dkim import Signer
from delivery.mime.letters import Letter, letter_of
from delivery.models import Channel
from delivery.optouts.addresses import centre, way_out
from delivery.plain import text_of
from delivery.readers import facts_of, says, spoken_to
from delivery.sms.texts import Short, short
from delivery.tracking import marks
from delivery.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from contacts.models import Contact
    from delivery.models import Message
    from delivery.sending import Claimed

NOBODY = Facts({}, {})


@dataclass(frozen=True, slots=True)
class Written:
    """A letter, and what has to be known of each reader to write to them."""

    letter: Letter | Short
    needs: Needs

    @property
    def is_tracked(self) -> bool:
        return marks.DELIVERY in self.needs.values


def written(message: Message) -> Written:
    """What is wrong with a text is left out: problems are told before it is sent."""
    if message.channel == Channel.SMS:
        return Written(*short(message))
    audience = message.audience
    vocabulary = vocabulary_of(audience, message.words)
    own = {name: says(name, spoken_to(None, audience)) for name in footers.SAYS}
    own[marks.DELIVERY] = ""
    vocabulary = replace(vocabulary, values={**vocabulary.values, **own})

    def bound(text: Text) -> Bound:
        return bind(text, vocabulary)[0]

    subject, text = bound(read(message.subject)), bound(_text(message))
    html = bound(_html(message)) if message.html else None
    needs = subject.needs | text.needs
    if html is not None:
        needs |= html.needs
    letter = letter_of(subject, text, html, heads.shared(message), signers_of(message))
    return Written(letter, needs)


def facts_by_delivery(
    message: Message,
    ready: Written,
    claimed: Iterable[Claimed],
    people: Mapping[int, Contact],
) -> dict[int, Facts]:
    """What each of these reads, by the id of the delivery: as few queries for all."""
    readers = facts_of(message.audience, list(people.values()), ready.needs)
    known = dict(zip(people, readers, strict=True))
    is_named = ready.is_tracked and not message.tracks_anonymously
    consents = message.audience.consents.all()
    unnamed = consents.refusing("tracking", people) if is_named else frozenset()
    pages = leading.among(ready.needs.values)
    facts = {}
    for one in claimed:
        reader = known.get(one.contact_id or 0, NOBODY)
        own = {"UNSUB": way_out(one.token), "UPDATE_PROFILE": centre(one.token)}
        own |= leading.led(message.audience, pages, one.token)
        words, plain = {**reader.words, **own}, reader.plain
        if is_named and one.contact_id not in unnamed:
            whose = addressing.told(addressing.READING, one.token)
            name = {marks.DELIVERY: whose}
            words, plain = {**words, **name}, {**plain, **name}
        facts[one.id] = replace(reader, words=words, plain=plain)
    return facts


def signers_of(message: Message) -> Sequence[Signer]:
    """The keys that sign what is sent from the message's address."""
    return identities.signers_of(message.audience.account, message.from_email)


def _text(message: Message) -> Text:
    text = read(message.text or text_of(message.html))
    if message.kind in heads.WITHOUT_ASKING:
        text = footers.footed_text(text, message.audience)
    return text


def _html(message: Message) -> Text:
    html = read(marks.with_counted_links(message))
    if message.kind in heads.WITHOUT_ASKING:
        html = footers.footed_html(html, message.audience)
    return marks.with_pixel(message, html)
