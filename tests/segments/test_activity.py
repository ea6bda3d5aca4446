from audiences.models import Audience
from conditions.moments import At
from contacts.activity import feed
from segments import membership
from tests.factories import ContactFactory, SegmentFactory


def test_entering_and_leaving_are_told(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, vip=True)
    segment = SegmentFactory.create(audience=audience, name="Important")
    membership.refresh(segment, At.of(audience))
    audience.contacts.filter(pk=ann.pk).update(vip=False)
    membership.refresh(segment, At.of(audience))

    assert [item.text for item in feed(ann).items] == [
        "Left the segment “Important”",
        "Entered the segment “Important”",
    ]
