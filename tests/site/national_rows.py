"""Rows of the national tables and lists, as many as a test wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from codes.models import (
    AddOnCode,
    AdjustmentReason,
    DiagnosisFlag,
    MueLimit,
    NdcCrosswalk,
    PaymentRate,
    PtpPair,
    RemarkCode,
    SelfAdministeredDrug,
)
from tests.site.releases import make_release


def _mue(number: int) -> MueLimit:
    return MueLimit.objects.create(
        code=f"J{number:04}",
        program="medicare",
        units=10,
        mai=3,
        effective_from=dt.date(2024, 1, 1),
        release=make_release(number),
    )


def _pair(number: int) -> PtpPair:
    return PtpPair.objects.create(
        column_one="96365", column_two=f"J{number:04}", indicator=1, release=make_release(number)
    )


def _rate(number: int) -> PaymentRate:
    return PaymentRate.objects.create(
        code=f"J{number:04}",
        amount=Decimal("5.457"),
        unit="10 MG",
        effective_from=dt.date(2025, 10, 1),
        release=make_release(number),
    )


def _add_on(number: int) -> AddOnCode:
    return AddOnCode.objects.create(
        code="96366", primary=f"{number:05}", edit_type=1, release=make_release(number)
    )


def _ndc(number: int) -> NdcCrosswalk:
    return NdcCrosswalk.objects.create(
        ndc=f"{number:011}", code="J0256", drug="Examplin", release=make_release(number)
    )


def _self_administered(number: int) -> SelfAdministeredDrug:
    return SelfAdministeredDrug.objects.create(
        contractor="Test MAC", code=f"J{number:04}", route="SC", release=make_release(number)
    )


def _flag(number: int) -> DiagnosisFlag:
    code = f"E{number:03}"
    return DiagnosisFlag.objects.create(
        low=code, high=code, flag="age", value="0-0", release=make_release(number)
    )


def _denial(table: type[AdjustmentReason] | type[RemarkCode]) -> Callable[[int], Any]:
    return lambda number: table.objects.create(
        code=f"{number + 1}", label="made up", release=make_release(number)
    )


MAKERS: dict[type, Callable[[int], Any]] = {
    MueLimit: _mue,
    PtpPair: _pair,
    AddOnCode: _add_on,
    PaymentRate: _rate,
    NdcCrosswalk: _ndc,
    SelfAdministeredDrug: _self_administered,
    DiagnosisFlag: _flag,
    AdjustmentReason: _denial(AdjustmentReason),
    RemarkCode: _denial(RemarkCode),
}
