"""Policies of every shape, for tests that hold for any."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12
)
wholes = st.integers(0, 3000)
months = st.integers(0, 120)
intervals = st.decimals(Decimal("0.0001"), Decimal(3000), places=4)
amounts = st.decimals(Decimal("0.0001"), Decimal(9000), places=4)
diagnoses = st.lists(
    st.sampled_from(["E88.01", "K50*", "C19", "L40.5*", "E20.*", "C9*"]), min_size=1, unique=True
)
places = st.lists(st.sampled_from(["11", "12", "19", "22", "49"]), min_size=1, unique=True)

LISTED_CODES = ["J0256", "J0257", "J1745", "Q5103", "96365"]


def some(**values: Any) -> Any:
    """An object in which every key may be absent."""
    return st.fixed_dictionaries({}, optional=values)


def having(needed: dict[str, Any], **values: Any) -> Any:
    return st.fixed_dictionaries(needed, optional=values)


def limits() -> Any:
    shared_keys = {"tolerance": amounts, "counts_waste": st.booleans(), "brand": texts}
    loading = st.lists(wholes, min_size=1, unique=True).map(lambda days: {"days": sorted(days)})
    summed = st.sampled_from(["max_count", "cumulative_units", "cumulative_amount"])
    row = having({"dose": amounts, "min_days": wholes})
    return st.lists(
        st.one_of(
            having(
                {"kind": st.just("min_interval_days"), "value": intervals},
                loading=loading,
                **shared_keys,
            ),
            having(
                {"kind": summed, "max": amounts, "days": st.integers(1, 400)},
                window=st.sampled_from(["rolling", "calendar"]),
                uom=texts,
                **shared_keys,
            ),
            having(
                {
                    "kind": st.just("interval_by_dose"),
                    "rows": st.lists(row, min_size=1, max_size=3, unique_by=lambda r: r["dose"]),
                }
            ),
            having({"kind": st.just("dose_per_kg"), "max": amounts}, uom=texts, **shared_keys),
        ),
        min_size=1,
        max_size=3,
    )


def listed(one: Any, **bounds: Any) -> Any:
    return st.lists(one, min_size=1, max_size=3, **bounds)


indications = listed(
    having({"name": texts, "dx_any": diagnoses}, limits=limits(), max_single_units=amounts)
)
codes = st.lists(
    having(
        {"code": st.sampled_from(LISTED_CODES)},
        editorial_only=st.booleans(),
        drug=texts,
        dx_any=diagnoses,
        limits=limits(),
        indications=indications,
    ),
    min_size=1,
    unique_by=lambda one: one["code"],
)
names = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")
POLICIES = having(
    {
        "id": st.just("H-1"),
        "payer": st.just("SUMMIT"),
        "title": texts,
        "version": st.integers(0, 99),
        "effective_from": st.sampled_from(["2025-01-01", None]),
        "effective_to": st.sampled_from(["2026-12-31", None]),
        "codes": codes,
    },
    payers=st.just(["SUMMIT", "CASCADE"]),
    review_by=st.just("2027-01-01"),
    standing=st.sampled_from(["secondary", "unverified"]),
    notes=texts,
    modelled_on=texts,
    supersedes=texts,
    source_url=texts,
    source=some(kind=st.just("bulletin"), day=st.just("2026-02-01"), sha256=texts).filter(bool),
    routes=listed(texts, unique=True),
    channels=st.just(["specialty_pharmacy"]),
    age=st.sampled_from([{"min": 6}, {"max": 17}, {"min": 6, "max": 17}]),
    weight=having({"required": st.booleans()}, max_age_days=wholes),
    dx_any=diagnoses,
    dx_all_of=listed(having({"group": texts, "codes": diagnoses})),
    dx_excluded=listed(having({"codes": diagnoses}, reason=texts)),
    limits=limits(),
    labs=listed(
        having(
            {
                "lab": texts,
                "max_age_days": st.one_of(st.none(), wholes),
                "any_of": listed(
                    having(
                        {
                            "unit": texts,
                            "op": st.sampled_from(["<", "<=", ">", ">="]),
                            "value": amounts,
                        },
                        method=texts,
                    )
                ),
            }
        )
    ),
    pa=having(
        {"required": st.booleans()},
        initial_months=months,
        renewal_months=months,
        counts_waste=st.booleans(),
        ref=texts,
    ),
    step=listed(
        having(
            {"any_of": listed(texts, unique=True)},
            applies_to=st.just(["J1745"]),
            min_trials=wholes,
            outcomes=st.just(["failure", "intolerance"]),
            lookback_days=wholes,
            new_starts_only=st.booleans(),
        )
    ),
    products=listed(
        having(
            {
                "brand": texts,
                "tier": st.sampled_from(["preferred", "non_preferred", "excluded"]),
            }
        ),
        unique_by=lambda one: one["brand"],
    ),
    exemption=having(
        {"allowed": st.booleans()},
        reasons=listed(texts, unique=True),
        satisfied_by_step=st.booleans(),
    ),
    site_of_care=having(
        {"allowed": places}, restricted=places, exceptions=listed(texts, unique=True)
    ),
    attestations=listed(having({"code": names}, label=texts), unique_by=lambda one: one["code"]),
    docs=listed(
        having(
            {"code": names, "label": texts},
            phase=st.sampled_from(["start", "start,renewal", "every_if_jw"]),
        ),
        unique_by=lambda one: one["code"],
    ),
)
