from accounts import limits


def forget_limits() -> int:
    return limits.forget_full()
