from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.hooks import owner_of_the_empty_house
from tests.browser.states.opening import go, state
from tests.browser.village import Village


@state(owner_of_the_empty_house)
def no_sms_program(page: Page, village: Village) -> None:
    go(page, "sms:smsprogram_detail", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No SMS program yet")).to_be_visible()


@state()
def a_provider_that_lacks_everything(page: Page, village: Village) -> None:
    go(page, "sms:smsprogram_update", village.house.audience.pk)
    page.get_by_role("link", name="Another, by HTTP").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("need a look")


@state()
def an_sms_that_could_be_cheaper(page: Page, village: Village) -> None:
    go(page, "sms:smsprogram_detail", village.house.audience.pk)
    page.get_by_label("Text").fill("Façon d’été")
    expect(page.get_by_text("ç → c")).to_be_visible()
    expect(page.get_by_role("button", name="Replace them")).to_be_visible()


@state()
def a_trial_to_a_number_without_sms(page: Page, village: Village) -> None:
    go(page, "sms:smsprogram_detail", village.house.audience.pk)
    page.get_by_label("Your number").fill("+47 22 00 00 00")
    page.get_by_role("button", name="Send it to me").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()


@state()
def texts_that_somebody_has_to_judge(page: Page, village: Village) -> None:
    go(page, "sms:smsprogram_detail", village.house.audience.pk)
    expect(page.get_by_role("heading", name="May want out")).to_be_visible()
    page.locator("#sms-lately details summary").first.click()
    expect(page.get_by_text("Received lately")).to_be_visible()
