"""A check as the page shows it."""

from claims.views.shown.check import ShownCheck, shown_check
from claims.views.shown.findings import MARK, ShownFinding, input_name
from claims.views.shown.offers import Offer

__all__ = ["MARK", "Offer", "ShownCheck", "ShownFinding", "input_name", "shown_check"]
