"""What else speaks of the codes that an import changed: products and guides.

Claims are counted where claims are known (`claims.services.touched`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from codes.models import CodeGuide, DrugProduct, GuideStatement, HcpcsCode, ImportRun

NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Things of one sort that an import touches; ``names`` are the first of them."""

    what: str
    count: int
    names: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def touched_by(run: ImportRun) -> list[Touched]:
    """Products whose code, and guides that name a code, changed in this import.

    Payer policies join the list when they are rows; terms of payers speak of no single code.
    """
    codes = frozenset(run.touched.get(HcpcsCode._meta.label, ()))
    if not codes:
        return []
    products = DrugProduct.objects.order_by("brand", "presentation")
    named = [f"{row.brand} {row.presentation}" for row in products if row.hcpcs in codes]
    return [_touched("Products", named), _touched("Guides", _guides(codes))]


def _guides(codes: frozenset[str]) -> list[str]:
    """The guides to a code, or with a statement about one."""
    spoken = {
        guide
        for guide, code in GuideStatement.objects.exclude(fact_code="").values_list(
            "guide__code", "fact_code"
        )
        if code in codes
    }
    own = CodeGuide.objects.order_by("code").values_list("code", flat=True)
    return [code for code in own if code in codes or code in spoken]


def _touched(what: str, names: Collection[str]) -> Touched:
    return Touched(what=what, count=len(names), names=tuple(names)[:NAMED])
