from audiences import lifecycle
from audiences.models import Audience
from contacts.models import Field, Suppression

lifecycle.deletes("contacts_consent", "contact_id")
lifecycle.deletes("contacts_noteversion", "note_id")
lifecycle.deletes("contacts_importline", "import_id", "bucket", "line")


@lifecycle.starts_with
def add_default_fields(audience: Audience) -> None:
    Field.objects.add_defaults(audience)


@lifecycle.keeps
def remember_opt_outs(audience: Audience) -> None:
    Suppression.objects.keep_opted_out(audience)
    Suppression.objects.outlive(audience)


@lifecycle.forgets
def forget_opt_outs(audience: Audience) -> None:
    Suppression.objects.filter(
        account=audience.account_id, audience_id=audience.pk
    ).delete()
