"""Where the database lives, and as whom its server runs."""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ELSEWHERE = Path("/var/lib/parterre")
# The system's limit is 103 bytes on macOS, 107 on Linux.
LONGEST_SOCKET_PATH = 99


@dataclass(frozen=True)
class Account:
    """Who runs the server when root, whom PostgreSQL refuses, starts it."""

    name: str
    uid: int
    gid: int

    @property
    def credentials(self) -> dict[str, Any]:
        """What subprocess needs to run something as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Layout:
    """The names of everything a cluster keeps in its folder."""

    folder: Path
    version: str
    port: int = 5432

    @property
    def data(self) -> Path:
        return self.folder / self.version

    @property
    def log(self) -> Path:
        return self.folder / f"{self.version}.log"

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.version}.lock"

    @property
    def configuration(self) -> Path:
        return self.folder / f"{self.version}.conf"

    @property
    def socket(self) -> Path:
        """Beside the data, or below /tmp when that path could not be connected to."""
        name = f".s.PGSQL.{self.port}"
        folder = self.folder / f"{self.version}.run"
        too_long = len(os.fsencode(folder / f"{name}.lock")) > LONGEST_SOCKET_PATH
        # To a client, a comma in the host separates two of them.
        if too_long or "," in str(folder):
            # is_ours() looks who made it.
            folder = Path("/tmp") / f"parterre-{_digest(self.folder)}"  # noqa: S108
        return folder / name


def server_account(data: Path) -> Account | None:
    """The account to run the server as; None when it is simply the current one."""
    if os.geteuid() != 0:
        return None
    if data.exists():
        owner = data.stat()
        return Account(_name_of(owner.st_uid), owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def closed_folder(folder: Path, account: Account) -> Path | None:
    """The outermost folder on the way down that the account cannot pass, if any."""
    for ancestor in (*reversed(folder.parents), folder):
        if ancestor.exists() and not account.can_pass(ancestor):
            return ancestor
    return None


def substitute_folder(home: Path) -> Path:
    """Where the database of a closed home goes."""
    return ELSEWHERE / _digest(home)


def is_ours(folder: Path, account: Account | None) -> bool:
    """Whether nobody else made this folder: anyone may make one below /tmp."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    owner = os.geteuid() if account is None else account.uid
    return stat.S_ISDIR(status.st_mode) and status.st_uid == owner


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
