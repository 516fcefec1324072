"""What a worker does for the rehearsal of a policy."""

from __future__ import annotations

from django_tasks import task

from billing_site.jobs import work
from claims.rehearsal.reporting import run


@task()
def flip_job(job_id: str) -> None:
    """Make the flip report with this job, unless it was stopped meanwhile."""
    work.run(job_id, run)
