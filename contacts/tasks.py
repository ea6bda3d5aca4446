from contacts import nightly, notes


def clear_away_notes() -> int:
    return notes.clear_away()


def rate_contacts() -> int:
    return nightly.rate_later()
