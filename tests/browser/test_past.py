"""Past events are brought, looked at and taken back, by the keyboard."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from events.models import Event
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.keys import press, tab_to
from tests.contacts.bygone import day


def test_orders_of_the_past_are_mapped_written_and_taken_back(
    page: Page, house: House, town: Database
) -> None:
    page.goto(reverse("contacts:event_list", args=[house.audience.pk]))
    press(page, "i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Import past events")
    content = f"mail,when,coffee\nperson001@example.com,{day(3)},Kiambu\n".encode()
    file = {"name": "orders.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    press(page, "Control+Enter")
    expect(page.locator("#past-preview")).to_contain_text("orders")

    name = page.get_by_label("Event", exact=True)
    tab_to(name)
    name.fill("order_placed")
    expect(page.locator("#past-preview")).to_contain_text("order_placed")
    press(page, "Control+Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "This is what comes of it"
    )
    press(page, "Control+Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "1 event was written"
    )
    with town.opened():
        events = Event.objects.filter(audience=house.audience, kind="custom")
        assert events.get().properties == {"coffee": "Kiambu"}

    press(page, "u")
    tab_to(page.get_by_role("button", name="Take them back"))
    press(page, "Enter")
    expect(
        page.get_by_role("heading", name="The events were taken back")
    ).to_be_visible()
    with town.opened():
        assert not events.all().exists()
