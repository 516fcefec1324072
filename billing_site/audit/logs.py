"""What may stand in a log: an allow-list, because a deny-list forgets (security.md 7)."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

KNOWN_KEYS = (
    "request_id", "method", "route", "status", "milliseconds", "user_id", "practice_id",
    "claim_id", "rule", "kind", "rows", "task",
)  # fmt: skip


class KnownKeysFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, event, known extras, class of an error.

    The event is the message as the code wrote it, without its arguments: arguments carry paths,
    SQL parameters and texts of exceptions, and those carry patients.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        line |= {key: getattr(record, key) for key in KNOWN_KEYS if hasattr(record, key)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["where"] = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
        return json.dumps(line, default=lambda value: type(value).__name__)


def _event(record: logging.LogRecord) -> str:
    """The message template. A logger that is not ours may have put values into it: those go."""
    if record.name.startswith("firstpass"):
        return str(record.msg)
    return str(record.msg) if record.args else type(record.msg).__name__ + " from a library"


class NothingReported(SafeExceptionReporterFilter):
    """Error reports without local variables, POST data or settings."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> list[tuple[str, Any]]:
        return []
