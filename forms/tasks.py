from forms.landing import pictures
from forms.signup import expiring


def expire_signups() -> int:
    return expiring.expire()


def sweep_pictures() -> int:
    return pictures.sweep()
