"""The kinds of requirements that the editor knows, in the order of a policy page."""

from __future__ import annotations

from dataclasses import dataclass

from claims.forms.policy.inputs import Input, each, listed
from codes.models.policy import PolicyLimit, PolicyProduct

SCOPE = "scope"  # the code that a requirement is of; empty is the whole policy
_YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of requirement.

    ``at`` is where it stands in policy JSON; with ``is_list`` there may be several. ``only`` names
    the key whose value is the whole requirement, where it is no object. ``rule`` is the edit that
    speaks for it.
    """

    key: str
    title: str
    at: str
    rule: str
    inputs: tuple[Input, ...]
    is_list: bool = False
    only: str = ""


_DIAGNOSES = Input(
    key="codes",
    label="Diagnoses",
    kind="codes",
    width="wide",
    hint="E88.01, K50*: * is any ending",
    offers="patterns",
)
_SCOPE = Input(key=SCOPE, label="For", kind="choice")
_OPERATORS = (("<", "below"), ("<=", "at most"), (">", "above"), (">=", "at least"))
_THRESHOLDS = tuple(
    one
    for at in (1, 2, 3)
    for one in (
        Input(key=f"op{at}", label="or" if at > 1 else "Value", kind="choice",
              choices=listed(*_OPERATORS), width="quarter"),
        Input(key=f"value{at}", label="Number", kind="number", width="quarter"),
        Input(key=f"unit{at}", label="Unit", width="quarter"),
        Input(key=f"method{at}", label="Method", width="quarter"),
    )
)  # fmt: skip

KINDS: tuple[Kind, ...] = (
    Kind(
        key="dx", title="Diagnosis is one of", at="dx_any", rule="DX-007", only="codes",
        inputs=(_SCOPE, _DIAGNOSES), is_list=True,
    ),
    Kind(
        key="dx_group", title="One diagnosis of each group", at="dx_all_of", rule="DX-008",
        inputs=(Input(key="group", label="Group"), _DIAGNOSES), is_list=True,
    ),
    Kind(
        key="dx_excluded", title="Not with a diagnosis", at="dx_excluded", rule="POL-017",
        inputs=(_DIAGNOSES, Input(key="reason", label="Why", width="wide")), is_list=True,
    ),
    Kind(
        key="age", title="Age", at="age", rule="POL-018",
        inputs=(
            Input(key="min", label="From, in years", kind="whole"),
            Input(key="max", label="Through, in years", kind="whole"),
        ),
    ),
    Kind(
        key="lab", title="Laboratory result", at="labs", rule="POL-012",
        inputs=(
            Input(key="lab", label="Laboratory test", width="wide", offers="labs"),
            Input(key="max_age_days", label="At most so many days old", kind="whole", width="half"),
            *_THRESHOLDS,
        ),
        is_list=True,
    ),
    Kind(
        key="weight", title="Weight on record", at="weight", rule="POL-011",
        inputs=(
            Input(key="required", label="Asked for", kind="yes", initial=_YES),
            Input(key="max_age_days", label="At most so many days old", kind="whole"),
        ),
    ),
    Kind(
        key="attestation", title="Statement on record", at="attestations", rule="POL-014",
        inputs=(
            Input(key="label", label="What is stated", width="wide"),
            Input(key="code", label="Short name"),
        ),
        is_list=True,
    ),
    Kind(
        key="limit", title="Limit of dose or frequency", at="limits", rule="POL-008",
        inputs=(
            Input(key="kind", label="Limit of", kind="choice", initial="cumulative_units",
                  choices=tuple(PolicyLimit.Kind.choices), width="wide"),
            Input(key="max", label="At most (days: at least)", kind="number"),
            Input(key="uom", label="Measure", hint="mg, mg/kg"),
            Input(key="span", label="In", kind="whole"),
            Input(key="per", label="Window", kind="choice", initial="days",
                  choices=(("days", "days"), ("months", "months"))),
            Input(key="window", label="Counted", kind="choice", choices=listed(
                ("rolling", "back from the date"), ("calendar", "by the calendar"))),
            Input(key="tolerance", label="Tolerance", kind="number"),
            Input(key="counts_waste", label="Waste counts", kind="yes"),
            Input(key="loading", label="Loading doses on days", kind="wholes"),
            Input(key="rows", label="Days by dose", kind="rows", width="wide"),
            Input(key="brand", label="For the product", offers="brands"),
            _SCOPE,
        ),
        is_list=True,
    ),
    Kind(
        key="indication", title="Indication with limits of its own", at="indications",
        rule="POL-009",
        inputs=(
            _SCOPE, Input(key="name", label="Indication"),
            Input(key="dx_any", label="Diagnoses", kind="codes", width="wide",
                  offers="patterns"),
            Input(key="max_single_units", label="Units a dose, at most", kind="number"),
        ),
        is_list=True,
    ),
    Kind(
        key="pa", title="Prior authorization", at="pa", rule="POL-001",
        inputs=(
            Input(key="required", label="Required", kind="yes", initial=_YES),
            Input(key="initial_months", label="Given for months", kind="whole"),
            Input(key="renewal_months", label="Renewed for months", kind="whole"),
            Input(key="counts_waste", label="Waste uses it up", kind="yes"),
            Input(key="ref", label="Where the number stands"),
        ),
    ),
    Kind(
        key="step", title="Earlier agents tried", at="step", rule="POL-005",
        inputs=(
            Input(key="any_of", label="Agents, any of", kind="words", width="wide",
                  offers="agents"),
            Input(key="min_trials", label="How many of them", kind="whole"),
            Input(key="outcomes", label="Ended by", kind="words", width="wide",
                  hint="failure, intolerance, contraindication", offers="outcomes"),
            Input(key="lookback_days", label="Within days before", kind="whole"),
            Input(key="new_starts_only", label="New patients only", kind="yes"),
            Input(key="applies_to", label="For codes", kind="codes", offers="codes"),
        ),
        is_list=True,
    ),
    Kind(
        key="product", title="Product and tier", at="products", rule="POL-013",
        inputs=(
            Input(key="brand", label="Brand", offers="brands"),
            Input(key="tier", label="Tier", kind="choice", initial="preferred",
                  choices=tuple(PolicyProduct.Tier.choices)),
        ),
        is_list=True,
    ),
    Kind(
        key="exemption", title="Exemption for a product", at="exemption", rule="POL-013",
        inputs=(
            Input(key="allowed", label="Possible", kind="yes", initial=_YES),
            Input(key="satisfied_by_step", label="Earlier agents stand for it", kind="yes"),
            Input(key="reasons", label="Reasons", kind="words", width="wide"),
            Input(key="needs", label="What it needs", kind="words", width="wide"),
        ),
    ),
    Kind(
        key="site", title="Place of service", at="site_of_care", rule="POS-003",
        inputs=(
            Input(key="allowed", label="Covered places", kind="codes", hint="11, 19, 22",
                  offers="places"),
            Input(key="restricted", label="Places with an exception", kind="codes",
                  offers="places"),
            Input(key="exceptions", label="Exceptions", kind="words", width="wide"),
        ),
    ),
    Kind(
        key="routes", title="Route", at="routes", rule="POL-016", only="routes",
        inputs=(
            Input(key="routes", label="Covered routes", kind="codes", hint="IV, SC",
                  offers="routes"),
        ),
    ),
    Kind(
        key="channels", title="Where the drug is bought", at="channels", rule="SRC-002",
        only="channels",
        inputs=(
            Input(key="channels", label="Allowed ways", kind="words", width="wide",
                  hint="buy_and_bill, specialty_pharmacy, payer_supplied", offers="channels"),
        ),
    ),
    Kind(
        key="document", title="Document on file", at="docs", rule="POL-014",
        inputs=(
            Input(key="label", label="Document", width="wide"),
            Input(key="code", label="Short name", offers="documents"),
            Input(key="phase", label="When", kind="words", offers="phases"),
        ),
        is_list=True,
    ),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}
CITED = (
    Input(key="severity", label="Weighs", kind="choice", initial="error",
          choices=(("error", "Block"), ("warning", "Risk"), ("info", "Note"))),
    Input(key="document", label="Document", width="wide"),
    Input(key="section", label="Section, page"),
    Input(key="quote", label="Quote, short", width="wide"),
    Input(key="address", label="Address", width="wide"),
    Input(key="seen_on", label="Seen on", kind="day"),
)  # fmt: skip
SOURCE_KINDS = each(("policy_pdf", "bulletin", "portal", "phone"))
