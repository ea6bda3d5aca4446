from accounts import limits


def forget_buckets() -> int:
    return limits.forget()
