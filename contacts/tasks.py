from contacts import notes


def clear_away_notes() -> int:
    return notes.clear_away()
