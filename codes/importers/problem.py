"""The one way in which a reference file is refused."""

from __future__ import annotations


class UnreadableFile(Exception):  # noqa: N818 - named for what it says of the file
    """The file is refused as a whole; the message is one plain sentence for the operator."""
