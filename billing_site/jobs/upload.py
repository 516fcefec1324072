"""Files that people send: to disk in a private folder, and no further than a bound."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest


class BoundedUpload(TemporaryFileUploadHandler):
    """Stops keeping a file at `UPLOAD_MAX_BYTES`; the rest of the request is read and dropped.

    Dropped and not cut off, because a browser whose request is cut off shows no answer at all. A
    request that went over the bound has no file; `is_too_large` says why.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, at nought bytes."""
        self.kept = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece; stop at the bound."""
        self.kept += len(raw_data)
        if self.kept > settings.UPLOAD_MAX_BYTES:
            if self.request is not None:
                self.request.META[_MARK] = "yes"
            self.file.close()  # a temporary file is gone when it is closed
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


_MARK = "firstpass.upload_too_large"


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was over the bound and was not kept."""
    return _MARK in request.META
