"""Where a link leads that is each reader's own: looked up when it is followed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.encoding import iri_to_uri

from delivery import leading
from delivery.language import Facts, as_text, bind, program, read
from delivery.language.scanning import OPENS
from delivery.models import Delivery
from delivery.optouts.addresses import centre, way_out
from delivery.optouts.finding import reader_of
from delivery.readers import facts_of
from delivery.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from delivery.tracking.finding import Known


def page_for(known: Known, token: UUID | None) -> str:
    """The page, with what is known of the reader; with what stands in for nobody's.

    The host comes before all merge tags: nobody's value leads to another.
    """
    delivery = _delivery(known, token) if token else None
    if delivery is None:
        return known.url.partition(OPENS)[0]
    audience, reader = delivery.audience, reader_of(delivery)
    bound, _problems = bind(read(known.url), vocabulary_of(audience))
    facts = Facts({}, {})
    if reader is not None:
        (facts,) = facts_of(audience, [reader], bound.needs)
    own = {"UNSUB": way_out(delivery.token), "UPDATE_PROFILE": centre(delivery.token)}
    own |= leading.led(audience, leading.among(bound.needs.values), delivery.token)
    facts = replace(facts, words={**facts.words, **own})
    said: list[str] = []
    program(bound.nodes, as_text, str).write(facts, said)
    return str(iri_to_uri("".join(said)))


def _delivery(known: Known, token: UUID) -> Delivery | None:
    deliveries = Delivery.objects.filter(audience=known.audience_id)
    mine = deliveries.filter(message=known.message_id, token=token)
    return mine.select_related("audience").first()
