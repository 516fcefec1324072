"""Procedure-to-procedure edits of practitioners: read as a stream, stored by the database."""

from codes.importers.ptp.reading import PtpFile, read, recognises
from codes.importers.ptp.storing import KIND, store

__all__ = ["KIND", "PtpFile", "read", "recognises", "store"]
