from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.fields.json import KT
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleIn
from django.db.models.functions import Coalesce

from audiences.models import ActionChunk
from contacts import emptying, grouping, statuses, tagging, texting, tracking
from contacts.querysets.reading import reading

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.keys import Key
    from contacts.models import Contact, Field, Group, Tag
    from contacts.querysets.orders import Sort

# OFFSET 0 keeps the planner from walking an index in the outer order in search of the
# few rows that match; without it the inner query is as if it were not there.
PAGE = """
SELECT * FROM ({matching} {fence}) AS matching
WHERE {follows} ORDER BY {order_by} LIMIT %s
"""


class Fold(models.Func):
    """The text as search compares it: lower case, without accents."""

    function = "contacts_search_key"
    output_field = models.TextField()


class InCommon(models.Func):
    """How many elements two arrays of integers have in common."""

    template = "icount(%(expressions)s)"
    arg_joiner = " & "
    output_field = models.IntegerField()


class ContactQuerySet(models.QuerySet["Contact"]):
    def present(self) -> Self:
        """Leave out the archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def with_status(self, status: str) -> Self:
        return self.present().filter(status=status)

    def with_number(self, number: str) -> Self:
        """Those who are reached by SMS at this number, in E.164."""
        return self.filter(sms_phone=number).exclude(sms_phone="")

    def tagged(self, *tag_ids: int) -> Self:
        """Those that have every one of these tags."""
        return self.filter(tag_ids__contains=list(tag_ids))

    def in_groups(self, *group_ids: int) -> Self:
        """Those that are in every one of these groups."""
        return self.filter(group_ids__contains=list(group_ids))

    def in_several(self, group_ids: Sequence[int]) -> Self:
        """Those that are in more than one of these groups."""
        ids = Value(list(group_ids), ArrayField(models.IntegerField()))
        among = self.filter(group_ids__overlap=list(group_ids))
        return among.alias(n=InCommon("group_ids", ids)).filter(n__gt=1)

    def count_joined(self, group_ids: Sequence[int]) -> int:
        """In how many of these groups they are, all together."""
        ids = Value(list(group_ids), ArrayField(models.IntegerField()))
        among = self.filter(group_ids__overlap=list(group_ids))
        joined = among.aggregate(n=Sum(InCommon("group_ids", ids)))["n"]
        return joined or 0

    def free_for(self, group: Group) -> Self:
        """Those who can join the group without leaving another one for it."""
        if not group.category.is_single:
            return self.all()
        groups = group.category.groups.present().exclude(pk=group.pk)
        ids = list(groups.order_by("pk").values_list("pk", flat=True))
        return self.exclude(group_ids__overlap=ids)

    def locked_groups(self) -> dict[int, list[int]]:
        """Lock them in the order of their ids; return the groups that each is in."""
        rows = self.order_by("pk").select_for_update(of=("self",))
        return dict(rows.values_list("pk", "group_ids"))

    def with_value(self, field: Field) -> Self:
        """Those of whom something is known in the field."""
        if field.column:
            return self.exclude(**{field.column: ""})
        return self.filter(fields__has_key=field.key)

    def holding(self, field: Field, value: Any) -> Self:
        """Those that have just this in the own field; None for nothing."""
        if value is None:
            return self.exclude(fields__has_key=field.key)
        return self.filter(**{f"fields__{field.key}": value})

    def not_holding(self, field: Field, value: Any) -> Self:
        """Those that have something else in the own field, or nothing."""
        if value is None:
            return self.with_value(field)
        lacking = ~Q(fields__has_key=field.key)
        return self.filter(lacking | ~Q(**{f"fields__{field.key}": value}))

    def with_choice(self, field: Field, choices: Iterable[str]) -> Self:
        """Those whose value is one of these choices of the field."""
        held = self.with_value(field).alias(choice=KT(f"fields__{field.key}"))
        return held.filter(choice__in=list(choices))

    def count_choices(self, field: Field) -> dict[str, int]:
        """How many there are of each value of the field."""
        value = self.with_value(field).order_by().values(v=KT(f"fields__{field.key}"))
        return dict(value.annotate(n=Count("pk")).values_list("v", "n"))

    def changed_by(self, action_id: int) -> Self:
        """Those whom an action changed."""
        each = models.Func("ids", function="unnest")
        chunks = ActionChunk.objects.filter(action_id=action_id)
        changed = chunks.annotate(changed=each).values("audience_id", "changed")
        return self.filter(TupleIn(Row("audience_id", "pk"), changed.query))

    def without_opt_out_since(self, at: datetime) -> Self:
        """Leave out who said no to mail after that moment, be it once more."""
        consents = self.model.consents.rel.related_model._default_manager
        said_no = consents.filter(
            audience_id=OuterRef("audience_id"),
            contact_id=OuterRef("pk"),
            channel="email",
            given=False,
            at__gt=at,
        )
        return self.filter(~Exists(said_no))

    def without_standing_opt_out(self) -> Self:
        """Leave out the pending whose last word on mail was no."""
        consents = self.model.consents.rel.related_model._default_manager
        of_them = consents.filter(
            audience_id=OuterRef("audience_id"),
            contact_id=OuterRef("pk"),
            channel="email",
        )
        last = Subquery(of_them.order_by("-at", "-pk").values("given")[:1])
        said = self.alias(last_word=Coalesce(last, Value(True)))
        return said.exclude(status="pending", last_word=False)

    def search(self, text: str) -> Self:
        """Those whose address or name has each word: any order, accents folded.

        A word of one or two letters is looked for where words begin, since only from
        three letters on the trigram index can find it inside of them.
        """
        found = self
        for word in text.replace("\0", "").split()[:8]:
            sought = word if len(word) > 2 else f" {word}"
            found = found.filter(search_text__contains=Fold(Value(sought)))
        return found

    def first_rows(
        self,
        columns: Sequence[str],
        sort: Sort,
        n: int,
        *,
        after: Key | None = None,
        few: bool,
    ) -> list[tuple[Any, ...]]:
        """The first `n` after a key, each with its own one's value as a last column.

        An index is walked until there are enough; where the order has none, and where
        `few` match, all are read together and sorted. The id is among `columns`.
        """
        keyed = self.order_by().annotate(key=sort.order.key())
        try:
            matching, params = keyed.values(*columns, "key").query.sql_with_params()
        except EmptyResultSet:
            return []
        follows, at = sort.follows(after)
        fence = "OFFSET 0" if few or not sort.order.walked else ""
        sql = PAGE.format(
            matching=matching, fence=fence, follows=follows, order_by=sort.order_by()
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, *at, n])
            return list(cursor.fetchall())

    def read(self, pks: Sequence[int], names: Sequence[str]) -> dict[int, Any]:
        """What these columns hold, by id."""
        return {r["pk"]: r for r in reading(self.filter(pk__in=pks), "pk", *names)}

    def count_statuses(self, cap: int) -> dict[str, int] | None:
        """How many there are of each status and archived; None for more than `cap`."""
        statuses_of = self.model.Status.values
        counts = (
            self.order_by()
            .only("status", "archived_at")[: cap + 1]
            .aggregate(
                archived=Count("pk", filter=~Q(archived_at=None)),
                **{
                    status: Count("pk", filter=Q(status=status, archived_at=None))
                    for status in statuses_of
                },
            )
        )
        return None if sum(counts.values()) > cap else counts

    def count_up_to(self, most: int) -> tuple[int, int] | None:
        """How many there are and how many of these are archived; None for too many."""
        some = self.order_by().only("archived_at")[: most + 1]
        archived = Count("pk", filter=~Q(archived_at=None))
        counts = some.aggregate(n=Count("pk"), archived=archived)
        return None if counts["n"] > most else (counts["n"], counts["archived"])

    def last_id(self) -> int:
        return self.aggregate(last=Max("pk"))["last"] or 0

    def next_ids(self, after: int, up_to: int, n: int) -> list[int]:
        """The next `n` ids: how work over many contacts walks through them."""
        following = self.filter(pk__gt=after, pk__lte=up_to).order_by("pk")
        return list(following.values_list("pk", flat=True)[:n])

    def tag(self, tag: Tag, cause: Cause) -> list[int]:
        """Give the tag to those who lack it; return their ids."""
        return tagging.tag(self, tag, cause)

    def untag(self, tag: Tag, cause: Cause) -> list[int]:
        """Take the tag from those who have it; return their ids."""
        return tagging.untag(self, tag, cause)

    def retag(self, old: Tag, new: Tag, cause: Cause) -> dict[int, bool]:
        """Put one tag in the place of another; say of each if they lacked that."""
        return tagging.retag(self, old, new, cause)

    def join(self, group: Group, cause: Cause) -> list[int]:
        """Put those who are not in the group into it; return their ids.

        Of a category where one is in one group at most, they leave the others.
        """
        return list(grouping.join(self, group, cause))

    def leave(self, group: Group, cause: Cause) -> list[int]:
        """Take those who are in the group out of it; return their ids."""
        return grouping.leave(self, group, cause)

    def empty(self, field: Field, cause: Cause) -> int:
        """Take away what is known of them in the field; return how many had a value."""
        return emptying.empty(self, field, cause)

    def subscribe(self, cause: Cause) -> int:
        """Subscribe those who never opted out; return how many that were."""
        return len(statuses.subscribe(self, cause))

    def ask_to_confirm(self, cause: Cause) -> int:
        """Make all pending whose address is not dead; return how many were not yet."""
        return len(statuses.ask_to_confirm(self, cause))

    def unsubscribe(self, cause: Cause) -> int:
        """Unsubscribe those who could still be written to; return how many."""
        return len(statuses.unsubscribe(self, cause))

    def clean(self, cause: Cause) -> int:
        """Mark the addresses as dead; return how many were not yet."""
        return len(statuses.clean(self, cause))

    def archive(self, cause: Cause) -> int:
        return len(statuses.archive(self, cause))

    def unarchive(self, cause: Cause) -> int:
        return len(statuses.unarchive(self, cause))

    def subscribe_to_sms(self, cause: Cause) -> int:
        """Those who have a number and never opted out of SMS; return how many."""
        return len(texting.subscribe(self, cause))

    def unsubscribe_from_sms(self, cause: Cause) -> int:
        """Those who had not yet opted out of SMS; return how many."""
        return len(texting.unsubscribe(self, cause))

    def come_back_to_sms(self, cause: Cause) -> int:
        """Those who opted out of SMS and say themselves that they want it again."""
        return len(texting.come_back(self, cause))

    def refuse_tracking(self, cause: Cause) -> int:
        """Count what they open and click without their names; return how many."""
        return tracking.refuse(self, cause)

    def allow_tracking(self, cause: Cause) -> int:
        """Take that back, where nobody else refused; return how many."""
        return tracking.allow(self, cause)
