from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience, AudienceAccess
from contacts.models import Source
from tests.conditions.said import VIP, of
from tests.conftest import membership_of
from tests.factories import (
    AudienceFactory,
    SegmentFactory,
)
from tests.segments.copies import tag_of, url


def test_a_segment_is_copied_after_a_look(
    as_bob: Client, bob: User, audience: Audience, club: Audience
) -> None:
    tree = of(tag_of(audience, "Summer"), VIP)
    segment = SegmentFactory.create(audience=audience, name="Sunny", tree=tree)

    asked = as_bob.get(url(segment)).text
    preview = unescape(as_bob.get(url(segment, f"?to={club.pk}")).text)
    said = {"to": club.pk, "name": "Sunny there", "missing": "leave", "lost": "1"}
    answer = as_bob.post(url(segment), said)

    assert f'<option value="{club.pk}">Club</option>' in asked
    assert "1 of 2 conditions cannot be told there" in preview
    assert "Who have the tag “Summer”" in preview
    assert "the tag “Summer”." in preview
    made = club.segments.get()
    assert answer["Location"] == made.edit_url
    assert (made.name, made.tree, made.owner) == ("Sunny there", of(VIP), bob)
    assert not club.tags.exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "IMPORTANT"}, "There is a segment of this name there already."),
        ({"lost": "0"}, "Something changed meanwhile."),
        ({"missing": "leave"}, "Nothing of the segment would be left."),
        ({"missing": ""}, "This field is required."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_copy_that_cannot_be_made_says_why(
    as_bob: Client,
    audience: Audience,
    club: Audience,
    changes: dict[str, str],
    problem: str,
) -> None:
    SegmentFactory.create(audience=club, name="Important")
    segment = SegmentFactory.create(audience=audience, tree=of(tag_of(audience, "S")))
    said = {"to": club.pk, "name": "Told", "missing": "make", "lost": "1", **changes}

    answer = as_bob.post(url(segment), said)

    assert answer.status_code == 422
    assert problem in unescape(answer.text)
    assert 'name="lost" value="1"' in answer.text
    assert club.segments.count() == 1


def test_nothing_is_left_of_what_only_this_audience_has(
    as_bob: Client, audience: Audience, club: Audience
) -> None:
    mine = Source.objects.create(audience=audience, kind="staff", label="By hand")
    tree = of({"field": "source", "op": "is", "value": [mine.pk]})
    segment = SegmentFactory.create(audience=audience, tree=tree)

    html = as_bob.get(url(segment, f"?to={club.pk}")).text
    answer = as_bob.post(url(segment), {"to": club.pk, "name": "x", "lost": "1"})

    assert "there is nothing to copy" in html
    assert "Copy the segment" not in html
    assert answer.status_code == 422
    assert not club.segments.exists()


def test_a_segment_is_copied_only_to_where_the_member_may(
    as_bob: Client, bob: User, audience: Audience, club: Audience
) -> None:
    hidden = AudienceFactory.create(account=audience.account, name="Hidden")
    foreign = AudienceFactory.create(name="Foreign")
    put_away = AudienceFactory.create(account=audience.account, name="Put away")
    type(put_away).objects.filter(pk=put_away.pk).update(archived_at=timezone.now())
    membership = membership_of(bob)
    membership.is_narrowed = True
    membership.save()
    for opened in (audience, club, put_away):
        AudienceAccess.objects.create(audience=opened, membership=membership)
    segment = SegmentFactory.create(audience=audience)

    html = as_bob.get(url(segment)).text

    assert "Club" in html
    for other in (hidden, foreign, put_away, audience):
        assert f'<option value="{other.pk}"' not in html
        said = {"to": other.pk, "name": "Told", "lost": "0"}
        assert as_bob.post(url(segment), said).status_code == 422
        assert not other.segments.exclude(pk=segment.pk).exists()


def test_without_another_audience_there_is_nowhere_to_copy_to(
    as_bob: Client, audience: Audience
) -> None:
    segment = SegmentFactory.create(audience=audience)

    assert "There is no other audience here" in as_bob.get(url(segment)).text
