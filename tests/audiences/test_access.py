"""Who reaches which audience: memberships, narrowed ones, and their door."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Account, Membership, User
from accounts.roles import Right, Role
from audiences.access import AudienceRequest, audience_scoped, opened
from audiences.models import Audience, AudienceAccess
from tests.conftest import membership_of
from tests.factories import AudienceFactory, MembershipFactory, UserFactory


@audience_scoped(Right.MANAGE)
def door(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return HttpResponse(f"{audience.name}, {timezone.get_current_timezone_name()}")


def enter(user: User, audience: Audience) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = user
    response = door(request, audience_id=audience.pk)
    assert isinstance(response, HttpResponse)
    return response


def narrow(user: User, *audiences: Audience) -> Membership:
    membership = membership_of(user)
    membership.is_narrowed = True
    membership.save()
    for audience in audiences:
        AudienceAccess.objects.create(audience=audience, membership=membership)
    return membership


def test_a_member_gets_the_audience_in_its_time_zone(
    audience: Audience, bob: User
) -> None:
    Audience.objects.update(time_zone="Asia/Tokyo")

    assert enter(bob, audience).content == b"Newsletter readers, Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_stranger_does_not_learn_that_it_exists(
    audience: Audience, charlie: User
) -> None:
    with pytest.raises(Http404):
        enter(charlie, audience)


def test_a_role_without_the_right_is_refused(audience: Audience) -> None:
    viewer = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=viewer, role=Role.VIEWER)

    with pytest.raises(PermissionDenied):
        enter(viewer, audience)


def test_a_narrowed_member_reaches_only_what_was_given(
    audience: Audience, bob: User
) -> None:
    given = AudienceFactory.create(account=audience.account, name="Given")
    narrow(bob, given)

    assert enter(bob, given).status_code == 200
    with pytest.raises(Http404):
        enter(bob, audience)


def test_an_audience_that_is_being_deleted_is_nobodys(
    audience: Audience, alice: User
) -> None:
    Audience.objects.update(deleting_at=timezone.now())

    with pytest.raises(Http404):
        enter(alice, audience)


def test_lists_hold_what_the_door_lets_through(
    audience: Audience, alice: User, bob: User, charlie: User
) -> None:
    given = AudienceFactory.create(account=audience.account, position=10**6)
    membership = narrow(bob, given)

    assert list(Audience.objects.for_user(alice)) == [audience, given]
    assert list(Audience.objects.for_user(bob)) == [given]
    assert list(Audience.objects.for_user(charlie)) == []
    assert list(Audience.objects.for_membership(membership)) == [given]


def test_an_access_without_its_membership_in_the_account_opens_nothing(
    audience: Audience, charlie: User
) -> None:
    """Such as is left when an audience were to change hands."""
    narrow(charlie, audience)

    assert list(Audience.objects.for_user(charlie)) == []
    assert list(Audience.objects.for_membership(membership_of(charlie))) == []


def test_a_member_of_two_accounts_reaches_both(
    audience: Audience, account: Account, charlie: User
) -> None:
    own = AudienceFactory.create(account=membership_of(charlie).account, position=1)
    MembershipFactory.create(account=account, user=charlie, role=Role.VIEWER)
    Audience.objects.filter(pk=audience.pk).update(position=2)

    assert list(Audience.objects.for_user(charlie)) == [own, audience]


def test_opened_is_for_those_who_may_see_contacts(
    audience: Audience, alice: User, charlie: User
) -> None:
    assert opened(alice, audience.pk) == audience
    assert opened(charlie, audience.pk) is None
    assert opened(alice, None) is None
    assert opened(alice, 10**18) is None


def test_a_command_names_an_audience_by_number_or_public_id(
    audience: Audience,
) -> None:
    assert Audience.objects.named(str(audience.pk)) == audience
    assert Audience.objects.named(audience.public_id) == audience


def test_a_public_id_of_digits_goes_before_a_number(audience: Audience) -> None:
    namesake = AudienceFactory.create(public_id=str(audience.pk))

    assert Audience.objects.named(str(audience.pk)) == namesake


@pytest.mark.parametrize("name", ["0", "ffffffffff", "", "9" * 30, "1; DROP TABLE"])
def test_an_unknown_name_is_said_to_be_unknown(db: None, name: str) -> None:
    with pytest.raises(Audience.DoesNotExist, match="There is no audience"):
        Audience.objects.named(name)
