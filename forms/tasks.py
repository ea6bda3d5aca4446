from forms.signup import expiring


def expire_signups() -> int:
    return expiring.expire()
