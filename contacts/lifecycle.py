from typing import Any

from audiences import lifecycle
from audiences.models import Audience
from contacts.indexes.settling import settle_later
from contacts.models import Field, Suppression

lifecycle.deletes("contacts_consent", "contact_id")
lifecycle.deletes("contacts_noteversion", "note_id")
lifecycle.deletes("contacts_importline", "import_id", "bucket", "line")


@lifecycle.starts_with
def add_default_fields(audience: Audience) -> None:
    Field.objects.add_defaults(audience)


@lifecycle.keeps
def remember_opt_outs(audience: Audience, place: Any) -> Any:
    """Hash those who opted out, by id; then bind all hashes to the account."""
    place = place or {"id": 0}
    if "id" in place:
        last_id = Suppression.objects.keep_opted_out(audience, place["id"])
        return {"id": last_id} if last_id else {"hash": ""}
    last_hash = Suppression.objects.outlive(audience, place["hash"])
    return {"hash": last_hash} if last_hash else None


@lifecycle.forgets
def forget_opt_outs(audience: Audience, _place: Any) -> None:
    Suppression.objects.filter(
        account=audience.account_id, audience_id=audience.pk
    ).delete()


@lifecycle.keeps
@lifecycle.forgets
def drop_indexes(_audience: Audience, _place: Any) -> None:
    """Indexes of its fields go first, or each row would be taken out of them."""
    settle_later()
