"""Saying what the columns of a file fill and how its people come in."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audiences.models import Audience
from contacts.forms.lists import lists_of
from contacts.forms.uploads import ColumnForm
from contacts.imports import extras, mapping, rows
from contacts.imports.extras import GROUPS, NEW_GROUPS
from contacts.imports.mapping import Column
from contacts.models import Contact, Field, Import, Tag

STATUSES = [
    *(Contact.Status.SUBSCRIBED, Contact.Status.NONSUBSCRIBED),
    *(Contact.Status.UNSUBSCRIBED, Contact.Status.CLEANED),
]
# Choices would be needed for radio buttons and drop-downs, which a column has not.
NEW_TYPES = [
    (value, label)
    for value, label in Field.Type.choices
    if value not in {Field.Type.RADIO, Field.Type.DROPDOWN}
]
OTHERS = [
    (mapping.TAGS, gettext_lazy("Tags, separated by commas")),
    (mapping.LANGUAGE, gettext_lazy("Language")),
    (mapping.COUNTRY, gettext_lazy("Country")),
    (mapping.STATUS, gettext_lazy("Status, row by row")),
]
MANY = {mapping.TAGS}  # what several columns may fill
# What is made under a name, and what is said when there is none.
MAKING = {
    mapping.NEW: gettext_lazy("Name the new field."),
    NEW_GROUPS: gettext_lazy("Name the new category."),
}


class ImportColumnForm(ColumnForm):
    """What one column of the file fills."""

    type = forms.ChoiceField(choices=NEW_TYPES, required=False)

    def __init__(self, data: Any, index: int, column: Column, targets: Any) -> None:
        name = column.label or column.title[:100]
        said = {"target": fills_of(column), "name": name, "type": column.type}
        super().__init__(data, index, column, targets, **said)

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        target = cleaned.get("target")
        if target in MAKING and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", MAKING[target])
        return cleaned

    def settled(self) -> Column:
        """The column as it was chosen."""
        target, _sep, pk = self.cleaned_data["target"].partition(":")
        column = Column(self.column.title, target)
        if target == mapping.FIELD:
            column.field = int(pk)
        if target == GROUPS:
            column.category = int(pk)
        if target in MAKING:
            column.label = self.cleaned_data["name"]
        if target == mapping.NEW:
            column.type = self.cleaned_data["type"] or Field.Type.TEXT
        if target == mapping.SKIP:
            column.note = self.column.note
        return column


def fills_of(column: Column) -> str:
    """What the select of a column says for it."""
    if column.target == mapping.FIELD:
        return f"{mapping.FIELD}:{column.field}"
    if column.target == GROUPS:
        return f"{GROUPS}:{column.category}"
    return column.target


class ImportForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[(status, status.label) for status in STATUSES],
        initial=Contact.Status.SUBSCRIBED,
    )
    permission = forms.ChoiceField(
        label=gettext_lazy("Permission"),
        choices=Import.Permission.choices,
        required=False,
    )
    permission_note = forms.CharField(
        label=gettext_lazy("In your words"), max_length=200, required=False
    )
    update_existing = forms.BooleanField(
        label=gettext_lazy("Update people who are here already"),
        required=False,
        initial=True,
    )
    tags: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tags"), queryset=None, required=False
    )
    new_tags = forms.CharField(
        label=gettext_lazy("New tags"), max_length=2000, required=False
    )

    def __init__(self, data: Any, *, run: Import) -> None:
        super().__init__(data, initial=_settled(run))
        self.run = run
        audience: Audience = run.audience
        self.known = list(audience.fields.present().in_order())
        self.categories = list(audience.group_categories.present().in_order())
        targets = self._targets()
        self.columns = [
            ImportColumnForm(data, index, Column(**column), targets)
            for index, column in enumerate(run.mapping)
        ]
        self.lists = lists_of(data, run.lists)
        tags: Any = self.fields["tags"]
        tags.queryset = audience.tags.present().in_order()

    def _targets(self) -> list[tuple[str, str]]:
        known = [(f"{mapping.FIELD}:{field.pk}", field.label) for field in self.known]
        return [
            (mapping.SKIP, _("Leave it out")),
            *known,
            *((target, str(label)) for target, label in OTHERS),
            *((key, str(extra.label)) for key, extra in extras.EXTRAS.items()),
            *self._groups(),
            (mapping.NEW, _("A new field")),
            (NEW_GROUPS, _("A new category of groups")),
        ]

    def _groups(self) -> list[tuple[str, str]]:
        return [
            (f"{GROUPS}:{category.pk}", _("Groups: %s") % category.title)
            for category in self.categories
        ]

    @property
    def tag_boxes(self) -> list[tuple[Tag, bool]]:
        """The tags there are, and whether each is chosen."""
        chosen = set(map(str, self["tags"].value() or []))
        tags: Any = self.fields["tags"]
        return [(tag, str(tag.pk) in chosen) for tag in tags.queryset]

    def clean_new_tags(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["new_tags"].split(",")]
        if any(len(name) > rows.MAX_TAG for name in names):
            raise forms.ValidationError(_("A tag has at most 100 characters."))
        # Of two spellings of one name, the first counts.
        return list(
            {name.casefold(): name for name in reversed(names) if name}.values()
        )

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        if any(form.errors for form in self.lists):
            self.add_error(None, _("Some lists need a look."))
        elif self.lists and not any(form.is_taken_now for form in self.lists):
            self.add_error(None, _("Choose at least one list."))
        if any(form.errors for form in self.columns):
            self.add_error(None, _("Some columns need a look."))
            return cleaned
        for problem in self._problems([form.settled() for form in self.columns]):
            self.add_error(None, problem)
        return cleaned

    def _problems(self, columns: list[Column]) -> Iterator[str]:
        emails = [field for field in self.known if field.tag == "EMAIL"]
        if not any(column.field == field.pk for column in columns for field in emails):
            yield _("Choose the column that holds the email addresses.")
        labels = {field.pk: field.label for field in self.known}
        filled = Tally(labels.get(column.field or 0, "") for column in columns)
        for label in _repeated(filled):
            yield _("Two columns fill “%s”. Leave one of them out.") % label
        facts = {target: str(label) for target, label in OTHERS if target not in MANY}
        facts |= {key: str(extra.label) for key, extra in extras.EXTRAS.items()}
        for label in _repeated(Tally(facts.get(c.target, "") for c in columns)):
            yield _("Two columns fill “%s”. Leave one of them out.") % label
        yield from self._problems_of_groups(columns)
        new = [column.label for column in columns if column.target == mapping.NEW]
        for label in _repeated(Tally(map(str.casefold, new))):
            yield _("Two new fields would be named “%s”.") % label
        there = {label.casefold() for label in labels.values()}
        for label in new:
            if label.casefold() in there:
                yield _("There is a field “%s” already: choose it instead.") % label
        if len(new) > mapping.MAX_NEW_FIELDS:
            yield (
                _("An import makes at most %s new fields; leave some columns out.")
                % mapping.MAX_NEW_FIELDS
            )

    def _problems_of_groups(self, columns: list[Column]) -> Iterator[str]:
        titles = {category.pk: category.title for category in self.categories}
        filled = Tally(titles.get(column.category or 0, "") for column in columns)
        for title in _repeated(filled):
            yield _("Two columns fill “%s”. Leave one of them out.") % title
        new = [c.label for c in columns if c.target == NEW_GROUPS]
        for title in _repeated(Tally(map(str.casefold, new))):
            yield _("Two new categories would be named “%s”.") % title
        there = {title.casefold() for title in titles.values()}
        for title in new:
            if title.casefold() in there:
                yield _("There is a category “%s” already: choose it instead.") % title

    def settle(self, run: Import) -> None:
        """Set on the import what was chosen; without permission nobody subscribes.

        Nothing is made yet: neither tags nor fields.
        """
        cleaned = self.cleaned_data
        run.lists = [form.settled().to_dict() for form in self.lists]
        run.mapping = [form.settled().to_dict() for form in self.columns]
        run.update_existing = cleaned["update_existing"]
        run.permission = cleaned["permission"]
        run.status = cleaned["status"]
        if run.status == "subscribed" and run.permission in {"", "none"}:
            run.status = Contact.Status.NONSUBSCRIBED
        run.permission_note = cleaned["permission_note"]
        run.tag_ids = sorted(tag.pk for tag in cleaned["tags"])
        run.new_tags = cleaned["new_tags"][::-1]


def _settled(run: Import) -> dict[str, Any]:
    """What was chosen before, once something was."""
    if run.check_job_id is None:
        return {"status": run.status}
    names = ("status", "permission", "permission_note", "update_existing")
    return {
        **{name: getattr(run, name) for name in names},
        "tags": run.tag_ids,
        "new_tags": ", ".join(run.new_tags),
    }


def _repeated(tally: Tally[str]) -> Iterable[str]:
    return [label for label, n in tally.items() if label and n > 1]
