from audiences import deletion, jobs, purging
from audiences.models import Job


def run_job(audience_id: int, job_id: int) -> None:
    job = Job.objects.filter(audience_id=audience_id, pk=job_id).first()
    if job and jobs.work(job, jobs.TASK_SECONDS):
        jobs.run_later(job)


def resume_stalled_jobs() -> int:
    return jobs.resume_stalled()


def purge_jobs() -> None:
    purging.purge()


def resume_failed_deletions() -> int:
    return deletion.resume_failed()
