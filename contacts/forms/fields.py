"""Making a field, changing one, and what has to be typed before one is deleted."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences.countries import country_choices
from contacts import values
from contacts.forms.choices import ChoiceRows
from contacts.imports.mapping import new_tag
from contacts.models import Field
from contacts.usage import COUNTED, Values

# Merge tags that stand for something else than a field of the person.
RESERVED = frozenset(
    "ARCHIVE DATE ELSE ELSEIF END FORWARD IF INTERESTED LIST MC SUBJECT TRANSLATE "
    "UNSUB UPDATE".split()
)
_NUMBERED = re.compile(r"MERGE\d+\Z")  # what the API calls fields by their place
# Types whose values stay what they are when the field becomes another one.
KEPT = {
    *(("radio", "dropdown"), ("dropdown", "radio")),
    *(("url", "imageurl"), ("imageurl", "url"), ("url", "text"), ("imageurl", "text")),
    *(("radio", "text"), ("dropdown", "text"), ("zip", "text"), ("phone", "text")),
}
DATE_FORMATS = [
    ("", gettext_lazy("As the country of the audience writes it")),
    (Field.Format.DAY_FIRST, Field.Format.DAY_FIRST.label),
    (Field.Format.MONTH_FIRST, Field.Format.MONTH_FIRST.label),
]
PHONE_FORMATS = [
    ("", gettext_lazy("With the country code")),
    (Field.Format.NATIONAL, Field.Format.NATIONAL.label),
]

# By the type, what of the form says the format of the field.
FORMATS = {
    "date": "date_format",
    "birthday": "date_format",
    "phone": "phone_format",
    "address": "country",
}


class FieldForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    date_format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=DATE_FORMATS,
        required=False,
        help_text=gettext_lazy(
            "Birthdays without a year, such as 03/04, are read with the month first "
            "unless you choose here."
        ),
    )
    phone_format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=PHONE_FORMATS, required=False
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        help_text=gettext_lazy("Stands in addresses that come without one."),
    )
    new_choices = forms.CharField(
        label=gettext_lazy("New choices"),
        required=False,
        max_length=50_000,
        help_text=gettext_lazy("One on each line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Field
        fields = [
            *("label", "type", "tag", "required", "public", "default", "help_text"),
        ]
        help_texts = {
            "tag": gettext_lazy(
                "What stands for it in mail, as in *|CITY|*. Left empty, it is made "
                "from the label."
            ),
            "required": gettext_lazy("Forms are not sent without it."),
            "public": gettext_lazy("People see it on forms and in their profile."),
            "default": gettext_lazy("Stands in mail for whoever has no value."),
            "help_text": gettext_lazy("Stands below the field on forms."),
        }

    def __init__(self, data: Any, *, instance: Field) -> None:
        super().__init__(data, instance=instance)
        self.rows = ChoiceRows(instance, data)
        self.initial.update(dict.fromkeys(FORMATS.values(), instance.format))
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", "–"), *country_choices()]
        self.fields["tag"].required = False
        self.fields["label"].widget.attrs.update(autocomplete="off")
        self.fields["tag"].widget.attrs.update(autocomplete="off", spellcheck="false")
        locked = ["type", "tag"] if instance.column else []
        if instance.is_email:
            locked += ["required", "public", "default"]
        for name in locked:
            self.fields[name].disabled = True

    @property
    def others(self) -> Any:
        """The other fields of the audience."""
        field: Field = self.instance
        return field.audience.fields.present().exclude(pk=field.pk)

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if self.others.filter(label__iexact=label).exists():
            raise ValidationError(_("There is a field of this label already."))
        return label

    def clean_tag(self) -> str:
        tag = str(self.cleaned_data["tag"] or "").strip("*| ").upper()
        taken = set(self.others.values_list("tag", flat=True))
        if not tag:
            label = self.cleaned_data.get("label", "")
            return new_tag(label, taken | RESERVED | set(Field.COLUMNS))
        if tag in taken:
            raise ValidationError(_("There is a field with this tag already."))
        if tag in RESERVED or _NUMBERED.match(tag):
            raise ValidationError(_("This tag stands for something else in mail."))
        if tag in Field.COLUMNS and self.instance.pk and not self.instance.column:
            raise ValidationError(_("This tag belongs to a field of its own."))
        return tag

    def clean_type(self) -> str:
        new: str = self.cleaned_data["type"]
        old = self.initial.get("type")
        if not self.instance.pk or new == old or (old, new) in KEPT:
            return new
        n = Values.of(self.instance).n
        if n is None:
            text = _(
                "More than %(n)s contacts have values here that would be lost. Make a "
                "new field of the other type instead."
            )
            raise ValidationError(text % {"n": intcomma(COUNTED)})
        if n:
            text = ngettext(
                "%(n)s contact has a value here that would be lost. Make a new field "
                "of the other type instead.",
                "%(n)s contacts have values here that would be lost. Make a new field "
                "of the other type instead.",
                n,
            )
            raise ValidationError(text % {"n": intcomma(n)})
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        type_ = cleaned.get("type", self.instance.type)
        self.instance.format = cleaned.get(FORMATS.get(type_, ""), "")
        if type_ in values.CHOICE_TYPES:
            self._settle_choices(cleaned)
        else:
            self.instance.choices = []
        if not self.errors:
            self._settle_column(cleaned)
            self._settle_default(cleaned)
        return cleaned

    def _settle_choices(self, cleaned: dict[str, Any]) -> None:
        self.rows.settle(cleaned.get("new_choices", ""))
        for problem in self.rows.problems:
            self.add_error("new_choices", problem)
        self.instance.choices = self.rows.after

    def _settle_column(self, cleaned: dict[str, Any]) -> None:
        """A new field with the tag of a default one is that field again."""
        field: Field = self.instance
        column = Field.COLUMNS.get(cleaned["tag"], "")
        if field.pk or not column:
            return
        wanted = Field.Type.PHONE if column == "phone" else Field.Type.TEXT
        if cleaned["type"] != wanted:
            text = _("The tag %(tag)s belongs to a field of the type “%(type)s”.")
            said = {"tag": cleaned["tag"], "type": wanted.label}
            self.add_error("tag", text % said)
        field.column = column

    def _settle_default(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.get("default", "").strip()
        field = Field(
            type=cleaned["type"],
            column=self.instance.column,
            choices=self.instance.choices,
            format=self.instance.format,
        )
        default = self.rows.changes.get(text, text) or ""
        if not default or field.is_email:
            cleaned["default"] = ""
            return
        try:
            read = field.reader(self.instance.audience.country)(default)
        except values.ValueRefused as refused:
            self.add_error("default", values.sentence(str(refused)))
        else:
            cleaned["default"] = field.as_text(read)


class FieldDeleteForm(forms.Form):
    tag = forms.CharField(
        label=gettext_lazy("Tag of the field"),
        error_messages={"required": gettext_lazy("Type the tag to confirm.")},
    )

    def __init__(self, data: Any, *, field: Field) -> None:
        super().__init__(data)
        self.field = field

    def clean_tag(self) -> str:
        tag = cast(str, self.cleaned_data["tag"]).strip()
        if tag.upper() != self.field.tag:
            raise ValidationError(
                _("This is not the tag: “%(tag)s”.") % {"tag": self.field.tag}
            )
        return tag
