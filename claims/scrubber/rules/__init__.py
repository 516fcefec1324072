"""The rules, a module or package per family."""

from claims.scrubber.rules import structure
from claims.scrubber.rules.units import count, dose

FAMILIES = (structure, count, dose)
