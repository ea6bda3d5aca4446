from django_q.tasks import async_task

from delivery import mending
from delivery.identities import domains, keys
from delivery.sender import Sender
from delivery.tracking import forgetting

SECONDS = 8.0
FORGETTING = 4.0


def sweep_deliveries() -> None:
    """What `send` does, for when it does not run."""
    mending.mend()
    Sender().sweep(SECONDS)


def check_domains() -> int:
    return domains.check_all_later()


def check_domain(pk: int) -> None:
    domains.check_one(pk)


def forget_replaced_keys() -> int:
    return keys.forget_replaced()


def forget_old_hits() -> None:
    _n, is_done = forgetting.forget_old(FORGETTING)
    if not is_done:
        async_task("delivery.tasks.forget_old_hits")
