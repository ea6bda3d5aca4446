"""Work, in a process of its own, at a job that ends whoever works at it."""

import os
import sys

import django
from django.conf import settings

ENDED = 9


def main(database: str, audience_id: int, job_id: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from audiences import jobs, tasks
    from audiences.models import Job

    @jobs.step_of("tests.counting")
    def step(job: Job) -> bool:
        os._exit(ENDED)

    tasks.run_job(audience_id, job_id)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
