"""Addresses, so that only who has one recognizes it."""


def masked(email: str) -> str:
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
