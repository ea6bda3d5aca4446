"""A survey is built by hand and by keys, answered without scripts, and read."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import asking
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import PHONE


def titles(page: Page) -> list[str]:
    inputs = page.get_by_label("Question", exact=True).all()
    return [each.input_value() for each in inputs]


def test_questions_are_added_worded_and_moved_by_keys_and_saved(
    page: Page, house: House
) -> None:
    page.goto(f"/audiences/{house.audience.pk}/surveys/")
    page.keyboard.press("c")
    page.get_by_role("textbox", name="Name").fill("Roast")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Roast")

    page.get_by_label("Ask something else").select_option("rating")
    page.get_by_role("button", name="Add", exact=True).click()
    words = page.get_by_label("Question", exact=True)
    expect(words).to_have_count(2)
    words.nth(1).fill("How dark?")
    expect(page.locator("#survey-preview")).to_contain_text("How dark?")
    grip = page.get_by_role("button", name="Move Rating", exact=True)
    grip.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("“Roast” is saved.").first).to_be_visible()

    assert titles(page) == ["How dark?", "Do you like it?"]
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is open: people can answer it").first).to_be_visible()


def test_somebody_answers_without_scripts_and_staff_reads_it(
    visit: Visit, page: Page, house: House, town: Database
) -> None:
    with town.opened():
        of = asking.build(house, "Evenings")
        path, pk = f"/survey/{of.token}?lang=fr", of.pk
    phone = visit(java_script_enabled=False, viewport=PHONE)

    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vos goûts")
    phone.get_by_label("Tea", exact=True).check()
    phone.get_by_label("Evenings", exact=True).check()
    phone.get_by_label("7", exact=True).check()
    phone.get_by_label("What is missing?").fill("Cups")
    phone.wait_for_timeout(2_100)
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("vos réponses sont arrivées")).to_be_visible()

    page.goto(f"/audiences/{house.audience.pk}/surveys/{pk}/")
    expect(page.get_by_text("Cups")).to_be_visible()
    page.get_by_role("link", name="Tea: 1").click()
    page.locator("#submission-list tbody a").click()
    expect(page.get_by_text("7 of 10")).to_be_visible()
