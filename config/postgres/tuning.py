"""The server's settings, fitted to the machine."""

import os
import shutil
from pathlib import Path

MB = 1024 * 1024
GB = 1024 * MB
# Containers give 64 MB of shared memory: too little for parallel queries.
ROOMY_SHARED_MEMORY = 256 * MB
UNSAFE_WHEN_OFF = ("fsync", "full_page_writes", "synchronous_commit")


def settings(memory: int, *, fsync: bool) -> dict[str, str]:
    """What a server with this much memory runs with; disposable without fsync."""
    most = 2 * GB if fsync else GB // 2
    values = {
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": _size(max(min(memory // 4, most), 32 * MB)),
        "effective_cache_size": _size(memory // 2),
        "work_mem": _size(min(memory // 64, 32 * MB)),
        "maintenance_work_mem": _size(min(memory // 16, 256 * MB)),
        "max_wal_size": "4GB",
        "wal_compression": "pglz",
        "random_page_cost": "1.1",
        "jit": "off",
        # The statement of a killed process ends with it, and holds nothing any more.
        "client_connection_check_interval": "2s",
        "dynamic_shared_memory_type": _shared_memory_type(),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        # Failed statements and their details name people.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if not fsync:
        values |= dict.fromkeys(UNSAFE_WHEN_OFF, "off")
    return values


def quoted(value: str) -> str:
    """The value as the configuration file wants it."""
    return "'" + value.replace("'", "''") + "'"


def memory() -> int:
    """The memory of this machine, or of the container it stands for."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (value := limit.read_text().strip()).isdigit():
        return min(total, int(value))
    return total


def _size(amount: int) -> str:
    return f"{max(amount // MB, 1)}MB"


def _shared_memory_type() -> str:
    shared = Path("/dev/shm")  # noqa: S108
    if shared.is_dir() and shutil.disk_usage(shared).total < ROOMY_SHARED_MEMORY:
        return "mmap"
    return "posix"
