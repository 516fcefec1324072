"""What is wrong with a version, found when it is saved and before a claim meets it.

By interval and set arithmetic on what the version says; nothing is stored and nothing refused.
"""

from claims.rehearsal.analysis.analysing import analyse
from claims.rehearsal.analysis.flaw import Flaw, Kind
from claims.rehearsal.analysis.timeline import gaps_of

__all__ = ["Flaw", "Kind", "analyse", "gaps_of"]
