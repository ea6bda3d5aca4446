from delivery import mending
from delivery.identities import domains, keys
from delivery.sender import Sender

SECONDS = 8.0


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
