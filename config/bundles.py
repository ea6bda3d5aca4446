"""Our own styles and scripts as one file each: many small ones to read, two to load."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# In the order in which rules override each other and scripts need each other.
BUNDLES = {
    "css/app.css": (
        *("tokens", "base", "shell", "sidebar", "controls", "menus", "pieces"),
        *("labels", "states", "rows", "lists", "tables", "selection", "forms"),
        *("choices", "overlays", "toasts", "profile", "feed", "facts", "notes"),
        *(
            "insights",
            "events",
            "hooks",
            "senders",
            "merging",
            "steps",
            "imports",
            "fields",
            "jobs",
            "phone",
            "entrance",
            *("builder", "conditions", "results", "following", "deliveries", "texts"),
            "preferences",
            "centre",
            "joining",
            "surveys",
            "landing",
        ),
    ),
    "js/app.js": (
        *("parterre", "toasts", "menus", "dialogs", "forms", "facts", "copy"),
        *("shortcuts", "answers", "links", "palette", "reorder", "selection", "files"),
        *("polling", "rows", "builder"),
    ),
}


def parts_of(name: str) -> list[Path]:
    """The files that a bundle is made of."""
    folder, suffix = settings.BASE_DIR / "static" / Path(name).parent, Path(name).suffix
    return [folder / f"{stem}{suffix}" for stem in BUNDLES[name]]


class BundleStorage(FileSystemStorage):
    def path(self, name: str) -> str:
        """Where the bundle lies, put together anew when one of its parts changed."""
        bundle = Path(settings.HOME) / "bundles" / name
        parts = parts_of(name.replace("\\", "/"))
        newest = max(part.stat().st_mtime_ns for part in [*parts, Path(__file__)])
        if not bundle.exists() or bundle.stat().st_mtime_ns < newest:
            bundle.parent.mkdir(parents=True, exist_ok=True)
            # Several processes may do so at once: each writes all of it, or nothing.
            fresh = bundle.with_suffix(f".{os.getpid()}")
            fresh.write_text("\n".join(part.read_text("utf-8") for part in parts))
            fresh.replace(bundle)
        return str(bundle)


class BundleFinder(BaseFinder):
    storage = BundleStorage()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    # The base class asks for a list when find_all is true, for one path otherwise.
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return ((name, self.storage) for name in BUNDLES)
