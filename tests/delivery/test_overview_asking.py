"""The pages that ask before many are sent again or called off, and who may do it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audiences.models import Action, Audience, AudienceAccess, Job
from delivery.overview.running import RETRY
from tests.conftest import membership_of
from tests.delivery.ledgers import told
from tests.delivery.test_overview_verbs import failed
from tests.factories import AudienceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(name: str, audience: Audience) -> str:
    return reverse(f"delivery:delivery_{name}", args=[audience.account_id])


def test_never_more_are_moved_than_somebody_agreed_to(
    as_alice: Client, audience: Audience
) -> None:
    one = failed(audience, "ada", "bob")
    said = {"state": "failed", "agreed": "1"}

    answer = as_alice.post(url("retry", audience), said, headers=HTMX)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "more of them" in page
    assert '<input type="hidden" name="agreed" value="2">' in page
    assert told(one) == {"failed": 2}
    assert not Job.objects.filter(audience=audience).exists()


def test_the_question_names_the_number_and_the_answer_has_a_way_back(
    as_alice: Client, audience: Audience
) -> None:
    other = AudienceFactory.create(account=audience.account)
    one, two = failed(audience, "ada", "bob"), failed(other, "eve")
    asked = as_alice.get(url("retry", audience), {"state": "failed"})
    assert "<b>3 deliveries</b>" in asked.content.decode()
    assert told(one) == {"failed": 2}

    said = {"state": "failed", "agreed": "3"}
    page = as_alice.post(url("retry", audience), said, follow=True).content.decode()
    assert "3 are sent again." in page
    assert (told(one), told(two)) == ({"pending": 2}, {"pending": 1})
    pks = Action.objects.filter(audience__in=[audience, other]).values_list("pk")
    undo = {"actions": ",".join(str(pk) for (pk,) in pks)}
    for answer in ("3 deliveries are where they were.", "taken back already"):
        taken = as_alice.post(url("undo", audience), undo, headers=HTMX)
        assert answer in taken.content.decode()

    assert (told(one), told(two)) == ({"failed": 2}, {"failed": 1})


def test_from_a_part_of_a_page_it_leads_back_to_that_page(
    as_alice: Client, audience: Audience
) -> None:
    one = failed(audience, "ada")
    here = {"HX-Current-URL": f"http://testserver{one.get_absolute_url()}"}
    said = {"one": one.deliveries.get().pk, "agreed": "1"}

    answer = as_alice.post(url("retry", audience), said, headers=HTMX | here)

    assert answer.headers["HX-Redirect"] == one.get_absolute_url()


def test_a_narrowed_manager_moves_theirs_alone(
    client: Client, bob: User, audience: Audience
) -> None:
    other = AudienceFactory.create(account=audience.account)
    hidden, theirs = failed(audience, "ada"), failed(other, "eve")
    membership = membership_of(bob)
    membership.is_narrowed = True
    membership.save()
    AudienceAccess.objects.create(audience=other, membership=membership)
    client.force_login(bob)

    asked = client.get(url("retry", audience), {"state": "failed"})
    assert "<b>1 delivery</b>" in asked.content.decode()
    client.post(url("retry", audience), {"state": "failed", "agreed": "9"})
    client.post(url("retry", audience), {"message": hidden.pk, "agreed": "9"})

    assert (told(hidden), told(theirs)) == ({"failed": 1}, {"pending": 1})
    moved = Action.objects.create(audience=audience, verb=RETRY, label="x", n=1)
    client.post(url("undo", audience), {"actions": str(moved.pk)})
    moved.refresh_from_db()
    assert moved.undone_at is None


def test_a_stranger_moves_nothing_of_another_account(
    as_charlie: Client, charlie: User, audience: Audience
) -> None:
    one = failed(audience, "ada")
    theirs = membership_of(charlie).account_id
    where = reverse("delivery:delivery_retry", args=[theirs])

    for said in ({"state": "failed"}, {"message": one.pk}, {"one": "1"}):
        as_charlie.post(where, said | {"agreed": "9"})

    assert told(one) == {"failed": 1}


def test_who_only_looks_sees_no_way_to_do_it(
    client: Client, audience: Audience
) -> None:
    failed(audience, "ada")
    viewer = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=viewer, role=Role.VIEWER)
    client.force_login(viewer)

    page = client.get(url("list", audience), {"state": "failed"}).content.decode()

    assert "ada@x.org" in page
    assert url("retry", audience) not in page
