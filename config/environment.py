"""What the environment says, typed, and where the data folder is."""

import fcntl
import os
import secrets
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

FLAGS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def text(name: str, default: str) -> str:
    """The variable, or the default when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def prefixed(prefix: str) -> dict[str, str]:
    """The variables whose names begin so, without that."""
    return {
        name.removeprefix(prefix): value
        for name, value in os.environ.items()
        if name.startswith(prefix) and value.strip()
    }


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "").lower()
    if not value:
        return default
    if value not in FLAGS:
        raise SystemExit(f"{name} is {value!r}: say 1 or 0.")
    return FLAGS[value]


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} is {value!r}: say a whole number.") from None


def secret(name: str) -> str:
    """The variable, or a secret made once and kept in the data folder."""
    if value := text(name, ""):
        return value
    folder = open_folder(HOME) / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name.lower()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            part = file.with_suffix(".part")
            part.touch(mode=0o600)
            with part.open("w") as content:
                content.write(secrets.token_urlsafe(48))
                content.flush()
                os.fsync(content.fileno())
            part.rename(file)
    return file.read_text()


def open_folder(folder: Path) -> Path:
    """Make the folder and its missing parents, closed to other people.

    Root leaves them passable, not readable: the account that runs the database
    has to get through.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except PermissionError as error:
        raise SystemExit(f"The data folder cannot be made: {error}") from None
    if not os.access(folder, os.W_OK):
        raise SystemExit(
            f"The data folder {folder} belongs to somebody else: "
            "run Parterre as them, or set PARTERRE_HOME to another folder."
        )
    return folder


def _home() -> Path:
    return Path(text("PARTERRE_HOME", str(REPOSITORY / "var"))).expanduser().absolute()


HOME = _home()
