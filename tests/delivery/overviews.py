"""The page of all deliveries, for tests: which of them it shows to whom."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from delivery.overview.filters import DeliveryFilter
from delivery.overview.page import OverviewPage
from delivery.overview.scope import Scope
from tests.conftest import membership_of


def overview(user: User, after: str = "", **query: Any) -> OverviewPage:
    wanted = DeliveryFilter.from_query({k: str(v) for k, v in query.items()})
    return OverviewPage.of(Scope.of(membership_of(user)), wanted, after)


def shown(user: User, **query: Any) -> list[str]:
    """The addresses on the first page, in alphabetical order."""
    return sorted(row.address for row in overview(user, **query).rows)
