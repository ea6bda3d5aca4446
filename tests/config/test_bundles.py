import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings

from config import bundles
from config.bundles import BUNDLES, BundleStorage, parts_of

STATIC = Path(settings.BASE_DIR) / "static"
# One runs before the first paint, the other in pages of other sites.
ALONE = {STATIC / "js/theme.js", STATIC / "js/popup.js"}


def test_every_style_and_script_of_ours_is_in_one_bundle() -> None:
    parts = [part for name in BUNDLES for part in parts_of(name)]

    assert sorted([*parts, *ALONE]) == sorted(
        [*(STATIC / "css").rglob("*.css"), *(STATIC / "js").rglob("*.js")]
    )


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_found_and_holds_its_parts_in_order(name: str) -> None:
    found = finders.find(name)

    assert found is not None
    text = Path(found).read_text("utf-8")
    assert text == "\n".join(part.read_text("utf-8") for part in parts_of(name))


def test_nothing_else_is_taken_for_a_bundle() -> None:
    assert bundles.BundleFinder().find("css/none.css") == []


def test_a_bundle_is_made_anew_when_a_part_is_newer(tmp_path: Path) -> None:
    with override_settings(HOME=tmp_path):
        made = Path(BundleStorage().path("js/app.js"))
        made.write_text("old")
        kept = Path(BundleStorage().path("js/app.js")).read_text("utf-8")
        os.utime(made, ns=(0, 0))
        fresh = Path(BundleStorage().path("js/app.js")).read_text("utf-8")

    assert kept == "old"
    assert fresh.startswith('"use strict";')
