from events import dropping, partitions


def ensure_partitions() -> int:
    return partitions.ensure_partitions()


def drop_old_events() -> None:
    if not dropping.drop(dropping.TASK_SECONDS).is_done:
        dropping.go_on_later()
