"""Delete an audience in a process of its own: one that is to be killed."""

import os
import sys

import django
from django.conf import settings


def main(database: str, audience_id: int, job_id: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from audiences import deletion, jobs
    from audiences.models import Job

    deletion.SLICE = 1
    jobs.work(Job.objects.get(audience=audience_id, pk=job_id), None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
