"""A real worker that is killed at a named place: `python dying_worker.py before|after|at work`.

Run by test_imports_worker in a process of its own, on the test database. ``before`` dies as the
last statement of the import's transaction is about to be written, ``after`` when the transaction
is committed and the job's row does not say so yet.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings")


def die(*_arguments: Any, **_named: Any) -> None:
    """End as if the machine had lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(place: str) -> None:
    """Work off the queue; die at ``place``, or work to its end."""
    import django

    django.setup()
    from django.core.management import call_command

    from billing_site.jobs import work
    from codes.importing import storing

    if place == "before":
        storing._record = die
    elif place == "after":
        work.finish = die
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
