"""A service is connected without code: by presses, and by keys alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from events.models import Event
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.browser.looking import PHONE, WIDE

type Do = Callable[[Locator], None]


def click(target: Locator) -> None:
    target.click()


def enter(target: Locator) -> None:
    tab_to(target)
    press(target.page, "Enter")


@pytest.mark.parametrize(
    ("do", "size"), [(click, PHONE), (enter, WIDE)], ids=["presses", "keys"]
)
def test_a_service_is_connected_and_what_came_is_taken_in(
    page: Page, house: House, town: Database, do: Do, size: Any
) -> None:
    with town.opened():
        email = house.audience.contacts.present().order_by("pk")[0].email
    page.set_viewport_size(size)
    page.goto(reverse("contacts:hook_list", args=[house.audience.pk]))
    do(page.get_by_role("main").get_by_role("link", name="New webhook").first)
    page.get_by_role("textbox", name="Name").fill("Tickets")
    do(page.get_by_role("button", name="Make the webhook"))
    expect(page.get_by_text("Waiting for the first call")).to_be_visible()

    said = {"event": "ticket.bought", "buyer": {"mail": email}, "total": 290}
    address = page.locator(".copyx code").inner_text()
    answer = page.request.post(address, data=said)
    assert answer.json()["status"] == "waiting"
    expect(page.get_by_text("It is not said yet what it means.")).to_be_visible()

    do(page.get_by_role("link", name="It is not said yet what it means."))
    for value, use in (("buyer.mail", "Email address"), ("event", "Event name")):
        do(page.get_by_role("link", name=f"Use {value}", exact=True))
        group = page.get_by_role("group", name=f"What {value} is")
        do(group.get_by_role("button", name=use, exact=True))
        expect(page.locator(".jsonx-use", has_text=use)).to_be_visible()
        # Whoever goes by keys is where they were.
        expect(
            page.get_by_role("link", name=f"Use {value}", exact=True)
        ).to_be_focused()
    do(page.get_by_role("link", name="Use total"))
    do(page.get_by_role("button", name="Property"))
    expect(page.locator(".previewx")).to_contain_text(
        f"Writes the event ticket_bought for {email} with total 290."
    )

    do(page.get_by_role("button", name="Take it in"))
    expect(page.locator(".toastx-text")).to_contain_text("1 call was taken in.")
    expect(page.locator(".postsx")).to_contain_text("Event ticket_bought written.")
    with town.opened():
        event = Event.objects.get(audience=house.audience, name__name="ticket_bought")
    assert json.dumps(event.properties) == '{"total": 290}'
