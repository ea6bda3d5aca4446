from forms.letters import summing
from forms.signup import expiring


def sum_up_days() -> int:
    return summing.sum_up_all()


def expire_signups() -> int:
    return expiring.expire()
