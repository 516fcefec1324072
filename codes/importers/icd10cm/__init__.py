"""ICD-10-CM from any of its three shapes: order file, tabular XML, flat csv list."""

from codes.importers.icd10cm.reading import read, recognises
from codes.importers.icd10cm.storing import KIND, store

__all__ = ["KIND", "read", "recognises", "store"]
