"""Sign-up forms, as staff builds them and as people fill them in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.states.opening import go, nobody, state, viewer
from tests.browser.states.tags import owner_of_the_empty_house
from tests.browser.village import Village


def open_list(page: Page, village: Village) -> None:
    go(page, "forms:signupform_list", village.house.audience.pk)


def open_form(page: Page, village: Village) -> None:
    pk = village.form.pk
    go(page, "forms:signupform_update", village.house.audience.pk, pk)


@state(owner_of_the_empty_house)
def no_forms(page: Page, village: Village) -> None:
    go(page, "forms:signupform_list", village.empty.audience.pk)
    expect(page.get_by_role("heading", name="No forms yet")).to_be_visible()


@state(viewer)
def forms_that_one_only_looks_at(page: Page, village: Village) -> None:
    open_list(page, village)
    expect(page.get_by_text("Footer")).to_be_visible()


@state()
def the_menu_of_a_form(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Actions for Footer").click()
    expect(
        page.get_by_role("link", name="Delete").locator("visible=true")
    ).to_be_visible()


@state()
def a_form_before_it_is_deleted(page: Page, village: Village) -> None:
    open_list(page, village)
    page.get_by_role("button", name="Actions for Footer").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_role("button", name="Delete the form")).to_be_visible()


@state()
def a_form_while_it_is_built(page: Page, village: Village) -> None:
    open_form(page, village)
    page.get_by_label("Ticked beforehand").first.check()
    page.get_by_label("Hidden: everybody gets it").first.check()
    page.get_by_text("Its name on the form").first.click()
    page.get_by_label("Ask something else").select_option(index=1)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("is no consent")).to_be_visible()


@state()
def a_form_with_errors(page: Page, village: Village) -> None:
    open_form(page, village)
    page.get_by_label("Where people are led").fill("javascript:alert(1)")
    page.get_by_role("button", name="Save the form").last.click()
    expect(page.get_by_role("alert")).to_contain_text("http://")


@state()
def a_form_for_other_sites(page: Page, village: Village) -> None:
    pk = village.form.pk
    go(page, "forms:signupform_share", village.house.audience.pk, pk)


@state(nobody)
def somebody_who_signs_up(page: Page, village: Village) -> None:
    page.goto(f"/join/{village.form.token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters from the coast")


@state(nobody)
def somebody_who_signs_up_in_french(page: Page, village: Village) -> None:
    page.goto(f"/join/{village.form.token}?lang=fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lettres de la côte")


@state(nobody)
def somebody_who_left_out_the_address(page: Page, village: Village) -> None:
    page.goto(f"/join/{village.form.token}")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_contain_text("missing")


@state(nobody)
def somebody_who_is_to_look_into_their_mail(page: Page, village: Village) -> None:
    page.goto(f"/join/{village.form.token}")
    page.get_by_label("Email address").fill("new@x.org")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("button", name="Send the email once more").click()
    expect(page.get_by_text("once more").first).to_be_visible()


@state(nobody)
def somebody_who_is_asked_to_confirm(page: Page, village: Village) -> None:
    page.goto(village.form.confirm)
    expect(page.get_by_role("button", name="Yes, I want it")).to_be_visible()


@state(nobody)
def somebody_whose_link_was_cut_off(page: Page, village: Village) -> None:
    page.goto(village.form.confirm[:-3])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")


@state(nobody)
def a_form_in_the_frame_of_a_pop_up(page: Page, village: Village) -> None:
    page.goto(f"/join/{village.form.token}/frame?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters from the coast")
