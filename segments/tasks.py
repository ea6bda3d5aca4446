from segments import following


def repair_segments() -> int:
    return following.repair()
