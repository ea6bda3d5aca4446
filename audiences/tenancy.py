"""What every table that belongs to an audience is made of.

The wall between audiences stands in the database: a row can refer only to rows of its
own audience, and every statement names the audience it works in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseManyToOneDescriptor,
)
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property


class OfAudience(ForwardManyToOneDescriptor):  # type: ignore[type-arg]  # at run time
    """The row referred to, also when it is fetched for many rows at once."""

    def get_prefetch_querysets(
        self,
        instances: list[Any],
        querysets: list[models.QuerySet[Any]] | None = None,
    ) -> Any:
        rows = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        audiences = {instance.audience_id for instance in instances}
        return super().get_prefetch_querysets(
            instances, [rows.filter(audience_id__in=audiences)]
        )


class InAudience(ReverseManyToOneDescriptor):  # type: ignore[type-arg]  # at run time
    """The manager of the rows that refer to one, all of its audience."""

    @cached_property
    def related_manager_cls(self) -> type[Any]:
        base: type[Any] = super().related_manager_cls

        class Manager(base):  # type: ignore[misc]  # made by Django at run time
            def __init__(self, instance: Any) -> None:
                super().__init__(instance)
                self.core_filters["audience_id"] = instance.audience_id

            def get_prefetch_querysets(
                self,
                instances: list[Any],
                querysets: list[models.QuerySet[Any]] | None = None,
            ) -> Any:
                everywhere = self.model._default_manager.all()
                rows = querysets[0] if querysets else everywhere
                audiences = {instance.audience_id for instance in instances}
                return super().get_prefetch_querysets(
                    instances, [rows.filter(audience_id__in=audiences)]
                )

        return Manager


class AudienceKey(models.ForeignKey[Any, Any]):
    """A reference between two rows of one audience.

    Joins and accesses carry `audience_id`; the constraint itself is the
    `AudienceReference` that the model lists beside it.
    """

    forward_related_accessor_class = OfAudience
    related_accessor_class = InAudience

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.DB_CASCADE)
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)

    def get_extra_restriction(
        self, alias: str | None, related_alias: str | None
    ) -> WhereNode | None:
        if not alias or not related_alias:
            return None
        here = _column(self.model, related_alias)
        there = _column(self.related_model, alias)
        return WhereNode([Exact(there, here)])  # type: ignore[list-item]  # as Django

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"audience_id": instance.audience_id}  # type: ignore[attr-defined]


def _column(model: type[models.Model], alias: str) -> Any:
    field: Any = model._meta.get_field("audience")
    return field.get_col(alias)


class AudienceReference(models.BaseConstraint):
    """The composite foreign key (audience_id, <field>_id) behind an AudienceKey."""

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(
        self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        key = model._meta.get_field(self.field)
        return (
            f'CONSTRAINT "{self.name}" FOREIGN KEY ("audience_id", "{key.column}") '
            f'REFERENCES "{key.related_model._meta.db_table}" ("audience_id", "id") '
            "ON DELETE CASCADE"
        )

    def create_sql(  # type: ignore[override]  # a Statement, as Django's own return
        self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        return Statement(
            'ALTER TABLE "%(table)s" ADD %(constraint)s',
            table=model._meta.db_table,
            constraint=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(  # type: ignore[override]  # a Statement, as Django's own return
        self, model: Any, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        return Statement(
            'ALTER TABLE "%(table)s" DROP CONSTRAINT "%(name)s"',
            table=model._meta.db_table,
            name=self.name,
        )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = "default",
    ) -> None:
        other = getattr(instance, self.field, None)
        if other is not None and other.audience_id != instance.audience_id:  # type: ignore[attr-defined]
            raise ValidationError(self.get_violation_error_message())

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AudienceReference):
            return (self.name, self.field) == (other.name, other.field)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field))


class AudienceModel(models.Model):
    """A row that belongs to one audience and is only ever touched inside it."""

    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="%(class)ss",
        db_index=False,
    )

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        rows = from_queryset
        if rows is None:
            rows = type(self)._base_manager.using(using or self._state.db)
        if "audience_id" in self.__dict__:  # else it is what is being loaded
            rows = rows.filter(audience_id=self.audience_id)
        super().refresh_from_db(using, fields, rows)

    def _do_update(self, base_qs: models.QuerySet[Any], *args: Any) -> Any:
        """Say `audience_id = …` in the UPDATE of a save (private to Django: pinned)."""
        rows = base_qs.filter(audience_id=self.audience_id)
        return super()._do_update(rows, *args)
