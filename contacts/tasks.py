from audiences.models import Audience
from contacts import nightly, notes, recounting, uploading
from contacts.exports import expiring
from contacts.hooks import calls as hook_calls
from contacts.imports import keeping
from contacts.indexes import settling
from contacts.models import Import, PastImport, SuppressionList
from contacts.past import refusals as past_refusals
from contacts.suppressions import refusals


def clear_away_notes() -> int:
    return notes.clear_away()


def rate_contacts() -> int:
    return nightly.rate_later()


def expire_exports() -> int:
    return expiring.expire()


def sweep_export_files() -> int:
    return expiring.sweep_strays()


def recount_counters() -> int:
    return recounting.recount_later(Audience.objects.present())


def recount_audience(audience_id: int) -> None:
    if audience := Audience.objects.present().filter(pk=audience_id).first():
        recounting.recount(audience)


def sweep_hooks() -> int:
    return hook_calls.sweep()


def settle_indexes() -> None:
    settling.settle()


def expire_import_files() -> int:
    return uploading.expire(Import) + uploading.expire(PastImport)


def sweep_import_files() -> int:
    return uploading.sweep_strays(Import) + uploading.sweep_strays(PastImport)


def forget_refused_rows() -> int:
    return keeping.forget_refusals() + past_refusals.forget()


def expire_suppression_lists() -> int:
    return uploading.expire(SuppressionList)


def sweep_suppression_files() -> int:
    return uploading.sweep_strays(SuppressionList)


def forget_refused_suppressions() -> int:
    return refusals.forget()
