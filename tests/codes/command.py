"""`manage.py import_reference` in a test: its last lines, or the sentence of its refusal."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def imported(*arguments: object) -> list[str]:
    """Standard output, line by line."""
    out = StringIO()
    call_command("import_reference", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def counts(*arguments: object) -> dict[str, int]:
    """The numbers of the last line."""
    _label, _, numbers = imported(*arguments)[-1].rpartition(": ")
    return {name: int(value) for name, value in (one.split("=") for one in numbers.split())}


def refusal(*arguments: object) -> str:
    """Why the file was refused."""
    with pytest.raises(CommandError) as refused:
        imported(*arguments)
    return str(refused.value)
