from forms.landing import pictures
from forms.letters import summing
from forms.signup import expiring


def sum_up_days() -> int:
    return summing.sum_up_all()


def expire_signups() -> int:
    return expiring.expire()


def sweep_pictures() -> int:
    return pictures.sweep()
