from delivery.receiving import fetching, working


def look_at(pk: int) -> None:
    working.look_at(pk)


def sweep() -> None:
    working.sweep()


def forget_old() -> None:
    working.forget_old()


def fetch() -> None:
    fetching.fetch_all()
