"""Surveys, as staff builds and reads them and as people answer them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, nobody, state, viewer
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


def open_list(page: Page, village: Village) -> None:
    go(page, "forms:survey_list", village.house.audience.pk)


def open_page(page: Page, village: Village, name: str) -> None:
    go(page, name, village.house.audience.pk, village.asked.pk)


@state(owner_of_the_empty_house)
def no_surveys(page: Page, village: Village) -> None:
    go(page, "forms:survey_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No surveys yet")).to_be_visible()


@state(viewer)
def surveys_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_list(page, village)
    expect(page.get_by_role("link", name="Taste")).to_be_visible()


@state()
def a_new_survey(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("link", name="New survey").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@state()
def the_menu_of_a_survey(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Actions for Taste").click()
    expect(
        page.get_by_role("link", name="Delete").locator("visible=true")
    ).to_be_visible()


@state()
def a_survey_before_it_is_deleted(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Actions for Taste").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("button", name="Delete for good")).to_be_visible()


@state()
def a_survey_while_it_is_built(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_update")
    page.get_by_text("Words and what comes of it").first.click()
    page.get_by_text("What comes of it", exact=True).first.click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Question", exact=True)).to_have_count(6)


@state()
def a_survey_with_problems(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_update")
    page.get_by_label("Question", exact=True).first.fill("")
    page.get_by_role("button", name="Save the survey").last.click()
    expect(page.get_by_text("A question has no words yet.")).to_be_visible()


@state()
def a_survey_for_other_sites(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_share")


@state()
def results_of_a_survey(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_results")
    page.get_by_text("As a table").first.click()
    expect(page.get_by_text("on average")).to_be_visible()


@state()
def submissions_of_a_survey(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_answers")
    expect(page.get_by_text("By their own link").first).to_be_visible()


@state()
def a_submission(page: Page, village: Village) -> None:
    pk = village.asked.submission
    go(page, "forms:submission_detail", village.house.audience.pk, pk)
    expect(page.get_by_role("heading", name="What do you drink?")).to_be_visible()


@state()
def what_was_written(page: Page, village: Village) -> None:
    open_page(page, village, "forms:survey_results")
    links = page.get_by_role("link", name="All that was written")
    links.filter(has_text="What is missing?").click()
    expect(page.get_by_role("heading", name="What is missing?")).to_be_visible()


@state(nobody)
def somebody_who_answers(page: Page, village: Village) -> None:
    page.goto(f"/survey/{village.asked.token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Taste")


@state(nobody)
def somebody_who_answers_in_french(page: Page, village: Village) -> None:
    page.goto(f"/survey/{village.asked.token}?lang=fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos goûts")


@state(nobody)
def somebody_who_left_out_an_answer(page: Page, village: Village) -> None:
    page.goto(f"/survey/{village.asked.token}")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Choose one of these.")).to_be_visible()


@state(nobody)
def somebody_who_answered(page: Page, village: Village) -> None:
    page.goto(f"/survey/{village.asked.token}")
    page.get_by_label("Tea", exact=True).check()
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("your answers arrived")).to_be_visible()
