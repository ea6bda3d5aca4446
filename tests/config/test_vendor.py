from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings

from config.vendor import VENDOR_FILES, VendorFinder


def test_every_listed_file_is_found_under_its_own_name() -> None:
    found = {name: finders.find(name) for name in VENDOR_FILES}

    assert found == {
        name: str(Path(settings.NODE_MODULES) / source)
        for name, source in VENDOR_FILES.items()
    }


def test_nothing_else_of_the_packages_is_served() -> None:
    inside = "@tabler/core/package.json"

    assert (Path(settings.NODE_MODULES) / inside).is_file()
    assert finders.find(inside) is None
    assert finders.find(f"vendor/{inside}") is None


def test_finder_lists_exactly_the_allowed_files() -> None:
    assert [name for name, _ in VendorFinder().list(None)] == list(VENDOR_FILES)


def test_check_names_what_is_missing_and_how_to_get_it(tmp_path: Path) -> None:
    with override_settings(NODE_MODULES=tmp_path):
        (error,) = VendorFinder().check()

    assert "htmx.org/dist/htmx.min.js" in error.msg
    assert error.hint == "Run: npm ci --ignore-scripts"


def test_check_is_silent_when_all_is_there() -> None:
    assert VendorFinder().check() == []
