from django.utils import timezone

from events import dropping, failures, listeners, outbox, partitions, reactions


def ensure_partitions() -> int:
    return partitions.ensure_partitions()


def drop_old_events() -> None:
    if not dropping.drop(dropping.TASK_SECONDS).is_done:
        dropping.go_on_later()


def sweep_outbox() -> int:
    """What `react` does, late, for when it does not run."""
    heard = outbox.drain(outbox.TASK_SECONDS)
    reactions.act_on_due(timezone.now())
    return heard


def purge_failures() -> int:
    return failures.purge()


def sync_listeners() -> int:
    return listeners.sync_all()
