import pytest

from accounts.models import Membership
from accounts.roles import HOLDERS, Right, Role

TABLE = {
    Role.OWNER: "administer govern manage draft view view_contacts",
    Role.ADMIN: "administer govern manage draft view view_contacts",
    Role.MANAGER: "manage draft view view_contacts",
    Role.AUTHOR: "draft view view_contacts",
    Role.VIEWER: "view view_contacts",
    Role.AGENT: "view_contacts",
}


@pytest.mark.parametrize("role", Role)
def test_a_role_has_the_rights_of_the_table(role: Role) -> None:
    membership = Membership(role=role)

    rights = [str(right) for right in Right if membership.may(right)]

    assert rights == TABLE[role].split()


def test_every_right_has_holders() -> None:
    assert set(HOLDERS) == set(Right)


def test_an_unknown_role_may_do_nothing() -> None:
    assert not any(Membership(role="guest").may(right) for right in Right)
