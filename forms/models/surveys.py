"""Surveys and contact forms, what was answered, and by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.models import new_public_id
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.facts import language_in_words
from contacts.models import Contact
from forms.surveys.querysets import (
    AnswerQuerySet,
    SubmissionQuerySet,
    SurveyQuerySet,
)


class Survey(AudienceModel):
    """Questions that people answer on a page: a survey, or a contact form.

    Both are one thing; what comes by a contact form is meant for the inbox as well.
    """

    class Kind(models.TextChoices):
        SURVEY = "survey", _("Survey")
        CONTACT = "contact", _("Contact form")

    # Of all times, by `with_counts()`.
    answered: int

    public_id = models.CharField(max_length=10, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    # Which design is shown; whoever answers holds it still meanwhile.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    # As `forms.surveys.design.Design` writes it.
    design = models.JSONField(_("questions"), default=dict, blank=True)
    # Memberships that are told of each submission by mail.
    notified = models.JSONField(_("told by mail"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(fields=["audience", "id"], name="forms_survey_key"),
            models.UniqueConstraint(
                fields=["audience", "public_id"], name="forms_survey_public_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forms:survey_results", args=[self.audience_id, self.pk])

    @property
    def is_open(self) -> bool:
        return self.published_at is not None and self.closed_at is None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_contact_form(self) -> bool:
        return self.kind == self.Kind.CONTACT

    @property
    def token(self) -> str:
        """What its public addresses name it by; it is no secret."""
        return f"{self.audience.public_id}{self.public_id}"

    @property
    def public_url(self) -> str:
        return settings.PUBLIC_URL + reverse("survey", args=[self.token])


class Submission(AudienceModel):
    """What somebody answered, all at once."""

    class Standing(models.TextChoices):
        """How far it is known who answered."""

        ANONYMOUS = "anonymous", _("Nobody said who")
        OWN = "own", _("By their own link")
        CONFIRMED = "confirmed", _("Confirmed by mail")
        NEW = "new", _("Unknown before")
        WAITING = "waiting", _("Not confirmed")

    survey = AudienceKey(Survey, related_name="submissions", db_index=False)
    # Nobody while it is anonymous, or waits for who has the address to confirm it.
    contact = AudienceKey(
        Contact, related_name="submissions", db_index=False, null=True
    )
    # As it was typed, where nobody has confirmed it.
    email = models.CharField(_("email address"), max_length=320, blank=True)
    standing = models.CharField(_("by whom"), max_length=10, choices=Standing)
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from"), null=True)
    language = models.CharField(_("language"), max_length=10)
    way = models.CharField(_("where"), max_length=10)  # page, link or embed
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="forms_submission_key"
            ),
            AudienceReference(field="survey", name="forms_submission_survey"),
            AudienceReference(field="contact", name="forms_submission_contact"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "survey", "at", "id"], name="forms_submission_list"
            ),
            models.Index(
                fields=["audience", "contact", "survey"], name="forms_submission_of"
            ),
            models.Index(
                fields=["audience", "email"],
                name="forms_submission_email",
                condition=~models.Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.pk}"

    def get_absolute_url(self) -> str:
        args = [self.audience_id, self.pk]
        return reverse("forms:submission_detail", args=args)

    @property
    def language_in_words(self) -> str:
        return language_in_words(self.language)


class Answer(AudienceModel):
    """One of the options that were picked, a number, or a text; never changed.

    `question` and `option` are ids within the design of the survey, which stand for
    the same words for ever; option 0 is “other”, which `text` says.
    """

    survey = AudienceKey(Survey, related_name="answers", db_index=False)
    submission = AudienceKey(Submission, related_name="answers", db_index=False)
    question = models.IntegerField(_("question"))
    option = models.IntegerField(_("option"), null=True)
    number = models.SmallIntegerField(_("number"), null=True)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("when"))  # as the submission

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            AudienceReference(field="survey", name="forms_answer_survey"),
            AudienceReference(field="submission", name="forms_answer_submission"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "survey", "question", "at", "id"],
                name="forms_answer_list",
            ),
            models.Index(
                fields=["audience", "submission", "id"], name="forms_answer_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} · {self.question}"
