"""Serve chosen files of node_modules as static files, under names of our own."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

INTER = "@fontsource-variable/inter/files"

# A stylesheet or script that names its source map needs the map listed too:
# the manifest storage refuses a reference it cannot follow.
VENDOR_FILES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/htmx.min.js.map": "htmx.org/dist/htmx.min.js.map",
    "vendor/inter-latin.woff2": f"{INTER}/inter-latin-wght-normal.woff2",
    "vendor/inter-latin-ext.woff2": f"{INTER}/inter-latin-ext-wght-normal.woff2",
    "vendor/sortable.min.js": "sortablejs/Sortable.min.js",
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler.rtl.min.css": "@tabler/core/dist/css/tabler.rtl.min.css",
    "vendor/tabler.rtl.min.css.map": "@tabler/core/dist/css/tabler.rtl.min.css.map",
}


class VendorStorage(FileSystemStorage):
    def path(self, name: str) -> str:
        source = VENDOR_FILES[name.replace("\\", "/")]
        return str(Path(settings.NODE_MODULES) / source)


class VendorFinder(BaseFinder):
    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [
            source
            for name, source in VENDOR_FILES.items()
            if not Path(self.storage.path(name)).is_file()
        ]
        if not missing:
            return []
        message = f"These npm files are missing: {', '.join(missing)}."
        return [Error(message, hint="Run: npm ci --ignore-scripts", id="config.E001")]

    # The base class asks for a list when find_all is true, for one path otherwise.
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in VENDOR_FILES:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return ((name, self.storage) for name in VENDOR_FILES)
