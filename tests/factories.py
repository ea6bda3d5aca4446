"""Rows for tests: plain, valid, and of nobody in particular."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from accounts.models import Account, Membership, Plan, User
from accounts.roles import Role
from audiences.models import Audience, Counter
from contacts.models import Contact, Field, Group, GroupCategory, Tag
from preferences.models import Preference
from segments.models import Segment


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    class Meta:
        model = Account

    name = factory.Sequence(lambda n: f"Account {n}")
    plan = factory.LazyFunction(lambda: Plan.objects.get(is_default=True))


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.com")
    name = factory.Sequence(lambda n: f"User {n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    account = factory.SubFactory(AccountFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.OWNER


class AudienceFactory(factory.django.DjangoModelFactory[Audience]):
    class Meta:
        model = Audience

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Audience {n}")
    position = factory.Sequence(lambda n: n)
    from_name = "Fjord Coffee"
    from_email = "hello@fjord.example"
    permission_reminder = "You signed up on our website."
    company = "Fjord Coffee"
    city = "Bergen"
    country = "NO"

    @classmethod
    def _create(
        cls, model_class: type[Audience], *args: Any, **kwargs: Any
    ) -> Audience:
        audience = super()._create(model_class, *args, **kwargs)
        Field.objects.add_defaults(audience)
        return audience


class TagFactory(factory.django.DjangoModelFactory[Tag]):
    class Meta:
        model = Tag

    audience = factory.SubFactory(AudienceFactory)
    name = factory.Sequence(lambda n: f"Tag {n}")


class GroupCategoryFactory(factory.django.DjangoModelFactory[GroupCategory]):
    class Meta:
        model = GroupCategory

    audience = factory.SubFactory(AudienceFactory)
    title = factory.Sequence(lambda n: f"Category {n}")
    position = factory.Sequence(lambda n: n)


class GroupFactory(factory.django.DjangoModelFactory[Group]):
    class Meta:
        model = Group

    audience = factory.SubFactory(AudienceFactory)
    category = factory.SubFactory(
        GroupCategoryFactory, audience=factory.SelfAttribute("..audience")
    )
    name = factory.Sequence(lambda n: f"Group {n}")
    position = factory.Sequence(lambda n: n)


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    """A contact as the verbs would have left it: with its ordinal and its counters."""

    class Meta:
        model = Contact

    audience = factory.SubFactory(AudienceFactory)
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    email_display = factory.SelfAttribute("email")
    status = "subscribed"
    status_at = created_at = changed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Contact], *args: Any, **kwargs: Any) -> Contact:
        audience = kwargs["audience"]
        kwargs["ordinal"] = Counter.objects.take_ordinals(audience, 1)
        contact = super()._create(model_class, *args, **kwargs)
        key = "archived" if contact.archived_at else contact.status
        Counter.objects.add(audience, Counter.Kind.STATUS, {key: 1})
        if contact.archived_at:
            return contact
        tags = {str(tag_id): 1 for tag_id in contact.tag_ids}
        Counter.objects.add(audience, Counter.Kind.TAG, tags)
        groups = {str(group_id): 1 for group_id in contact.group_ids}
        Counter.objects.add(audience, Counter.Kind.GROUP, groups)
        return contact


class PreferenceFactory(factory.django.DjangoModelFactory[Preference]):
    class Meta:
        model = Preference

    audience = factory.SubFactory(AudienceFactory)
    name = factory.Sequence(lambda n: f"Preference {n}")
    position = factory.Sequence(lambda n: n)


class SegmentFactory(factory.django.DjangoModelFactory[Segment]):
    class Meta:
        model = Segment

    audience = factory.SubFactory(AudienceFactory)
    name = factory.Sequence(lambda n: f"Segment {n}")
    tree = factory.LazyFunction(
        lambda: {
            "v": 1,
            "match": "all",
            "of": [{"field": "vip", "op": "yes"}],
        }
    )
