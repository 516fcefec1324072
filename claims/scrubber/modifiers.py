"""Sets of modifiers by what they say."""

from __future__ import annotations

import datetime as dt

_ON_HAND_OR_FOOT = "A123456789"

# CMS modifier file of October 2025: JG ends on 2024-12-31; the payer's terms may say another day.
TB_ALONE_FROM = dt.date(2025, 1, 1)
SIDES = frozenset({"50", "LT", "RT"})
DIGITS = frozenset(f"{limb}{digit}" for limb in "FT" for digit in _ON_HAND_OR_FOOT)
EYELIDS = frozenset({"E1", "E2", "E3", "E4"})
VESSELS = frozenset({"LC", "LD", "LM", "RC", "RI"})
OF_VISITS = frozenset({"24", "25", "57"})
SEPARATING = frozenset({"59", "XE", "XS", "XP", "XU"})
REPEATS = frozenset({"76", "77"})
# NCCI policy manual, chapter I, section E: what opens a pair of indicator 1.
OPENS_PAIR = (
    SEPARATING | OF_VISITS | {"27", "58", "78", "79", "91", "LT", "RT"} | DIGITS | EYELIDS | VESSELS
)
# The ranks in which payers read modifiers; everything else informs.
PRICING = frozenset({"22", "26", "50", "52", "53", "KD", "PN", "TC"})
PAYMENT = (
    SEPARATING
    | OF_VISITS
    | REPEATS
    | {"27", "58", "78", "79", "91", "AY", "EA", "EB", "EC", "ED", "EE", "KX"}
)
