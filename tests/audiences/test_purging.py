from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django_q.models import Failure

from audiences import actions, jobs, purging
from audiences.models import Action, ActionChunk, Audience, Job
from tests.factories import AudienceFactory


def ended(audience: Audience, days: float, kind: str = "x", **more: object) -> Job:
    job = jobs.start(audience, kind, "Work", owner=None)
    then = timezone.now() - timedelta(days=days)
    changed = {"state": "finished", "finished_at": then, **more}
    Job.objects.filter(audience=audience, pk=job.pk).update(**changed)
    return job


def acted(audience: Audience, days: float) -> Action:
    action = actions.begin(audience, "tag", "Tagged", actor=None)
    actions.add(action, [1, 2])
    then = timezone.now() - timedelta(days=days)
    Action.objects.filter(audience=audience, pk=action.pk).update(created_at=then)
    return action


def left(audience: Audience) -> list[int]:
    return sorted(Job.objects.filter(audience=audience).values_list("pk", flat=True))


def test_old_jobs_go_with_their_files(audience: Audience) -> None:
    name = storages["private"].save("exports/old.csv", ContentFile(b"x"))
    old = ended(audience, 91, result=name)
    young = ended(audience, 89)
    waiting = jobs.start(audience, "x", "Waits", owner=None)
    failed = ended(AudienceFactory.create(), 100, state="failed")

    first, again = purging.purge(), purging.purge()

    assert (first, again) == ((2, 0), (0, 0))
    assert left(audience) == [young.pk, waiting.pk]
    assert left(failed.audience) == []
    assert old.pk not in left(audience)
    assert not storages["private"].exists(name)


def test_the_job_of_an_import_stays_with_its_history(audience: Audience) -> None:
    job = ended(audience, 1000, kind="contacts.import")

    purging.purge()

    assert left(audience) == [job.pk]


@pytest.mark.parametrize("days", [1, 90])
def test_an_action_goes_when_it_can_be_undone_no_more(
    audience: Audience, settings: object, days: int
) -> None:
    settings.JOB_DAYS = days  # type: ignore[attr-defined]  # a fixture
    spent, fresh = acted(audience, 91), acted(audience, 29)

    assert purging.purge() == (0, 1)

    assert list(audience.actions.all()) == [fresh]
    chunks = ActionChunk.objects.filter(audience=audience)
    assert [chunk.action_id for chunk in chunks] == [fresh.pk]
    assert spent != fresh


def test_many_go_in_batches(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for _each in range(5):
        ended(audience, 100)

    assert purging.purge() == (5, 0)


def test_what_failed_tasks_said_goes_as_jobs_do(db: None) -> None:
    for days in (91, 89):
        then = timezone.now() - timedelta(days=days)
        said = {"name": f"t{days}", "func": "x.y", "started": then, "stopped": then}
        Failure.objects.create(id=str(days), success=False, **said)

    purging.purge()

    assert Failure.objects.get().name == "t89"
