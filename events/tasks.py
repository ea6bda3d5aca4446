from events import partitions


def ensure_partitions() -> int:
    return partitions.ensure_partitions()
