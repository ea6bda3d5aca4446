"""How often something may be tried: counted in the database, for every process."""

from django.core.management import call_command


def make_cache_table(**_signal: object) -> None:
    """Make the table of the cache, which counts sign-in attempts, if it is missing."""
    call_command("createcachetable", verbosity=0)
