"""The Chromium that drives the tests: found, or installed, or asked for.

It runs before Parterre is set up, so with any Python 3.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Its shell draws the same without a window, and starts its pages much faster.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
UPDATE = ("apt-get", "update", "--quiet=2")
INSTALL = ("apt-get", "install", "--quiet=2", "--no-install-recommends", "--yes")
# It would look up its maker's hosts at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome; CHROMIUM names another."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    return None


def launch_arguments() -> list[str]:
    if os.geteuid() == 0:
        # Its sandbox does not work for root.
        return [*QUIET, "--no-sandbox", "--disable-gpu"]
    return list(QUIET)


def main() -> None:
    """Make sure that there is a browser, or say at once how to get one."""
    if find_chromium():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(
            "The tests need Chromium, and none is installed. On Debian or Ubuntu:\n"
            "  sudo apt-get update && sudo apt-get install --yes chromium\n"
            "Another browser of its family can be named: make test CHROMIUM=/path"
        )
    if not _ran(*UPDATE) or not (_ran(*INSTALL, SHELL) or _ran(*INSTALL, "chromium")):
        raise SystemExit("Chromium could not be installed.")
    if not find_chromium():
        raise SystemExit("Chromium was installed and is not found: set CHROMIUM.")


def _ran(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, check=False, env=environment, stdout=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    main()
