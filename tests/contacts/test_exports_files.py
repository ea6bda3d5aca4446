"""How long files of exports stay, and what zip files are made of."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Job
from contacts import tasks
from contacts.exports import archives, running
from contacts.exports.archives import Member
from tests.contacts.exporting import export, order, start
from tests.factories import ContactFactory

AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def age(job: Job, **by: float) -> None:
    ended = timezone.now() - timedelta(**by)
    Job.objects.filter(audience=job.audience_id, pk=job.pk).update(finished_at=ended)


def result_of(job: Job) -> str:
    job.refresh_from_db()
    return str(job.result.name)


def test_a_file_goes_when_its_time_is_over(audience: Audience, alice: User) -> None:
    ContactFactory.create(audience=audience)
    old, young = (export(audience, alice, order()) for _each in range(2))
    name, kept = str(old.result.name), str(young.result.name)
    age(old, days=8)
    age(young, days=6)

    assert (tasks.expire_exports(), tasks.expire_exports()) == (1, 0)

    assert (result_of(old), result_of(young)) == ("", kept)
    assert not storages["private"].exists(name)
    assert storages["private"].exists(kept)


def written(name: str, **ago: float) -> str:
    storage = storages["private"]
    path = storage.save(f"exports/{name}", ContentFile(b"x"))
    then = (timezone.now() - timedelta(**ago)).timestamp()
    os.utime(Path(storage.path(path)), (then, then))
    return path


def test_a_file_that_nobody_knows_goes_after_a_day(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 1)
    for _each in range(2):
        ContactFactory.create(audience=audience)
    done = export(audience, alice, order())
    half = start(audience, alice, order("zip"))
    jobs.work(half, 0)
    piece = str(audience.exportparts.get().file.name)
    result = str(done.result.name)
    old = (timezone.now() - timedelta(days=2)).timestamp()
    storage = storages["private"]
    for name in (result, piece):
        os.utime(storage.path(name), (old, old))
    stray, fresh = written("stray.part", days=2), written("fresh.part", hours=2)

    tasks.sweep_export_files()

    there = {stray, fresh, piece, result}
    assert {name for name in there if storage.exists(name)} == there - {stray}
    assert tasks.sweep_export_files() == 0


def test_pieces_become_one_file_that_anything_opens() -> None:
    pieces = [b"first " * 99, "second ø ".encode() * 99, b"", b"third"]
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
    packed = [archives.compress(piece) for piece in pieces]
    whole = b"".join(pieces)
    size = sum(map(len, packed))
    members = [
        Member("å.csv", crc, len(whole), size, packed),
        Member.of("b.csv", b"plain"),
        Member("empty.csv"),
    ]

    data = b"".join(archives.archive(members, AT))

    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        read = {name: opened.read(name) for name in opened.namelist()}
        assert opened.getinfo("å.csv").date_time == (2026, 3, 2, 12, 30, 0)
    assert read == {"å.csv": whole, "b.csv": b"plain", "empty.csv": b""}


def test_a_zip_that_would_be_too_large_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "MAX_SIZE", 50)

    with pytest.raises(archives.TooLarge):
        list(archives.archive([Member.of("a", os.urandom(60))], AT))


def test_an_export_that_would_be_too_large_says_so(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_SIZE", 50)
    ContactFactory.create(audience=audience)

    job = jobs.run(start(audience, alice, order("zip")))

    assert job.state == "failed"
    assert "larger than 4 GB" in job.error
    assert not audience.exportparts.exists()
