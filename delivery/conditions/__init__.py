"""What can be asked of contacts about messages: what they were sent, and what they did
with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conditions.subjects import Subject, provides
from delivery.conditions import clicked, opened, sent
from delivery.conditions.deeds import Done

if TYPE_CHECKING:
    from audiences.models import Audience


@provides
def of_deliveries(audience: Audience) -> Iterable[Subject]:
    for deed in (sent.SENT, opened.OPENED, clicked.CLICKED):
        yield Done(audience, deed)
