from delivery.identities import domains, keys


def check_domains() -> int:
    return domains.check_all_later()


def check_domain(pk: int) -> None:
    domains.check_one(pk)


def forget_replaced_keys() -> int:
    return keys.forget_replaced()
