"""What a claim says beyond patient, visit and lines: shown where payer, policy or code ask for it.

The rest stands folded away, so that a plain claim is typed without passing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from claims.draft import Draft
from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from claims.forms.numbers import MoneyField, TextField, number
from claims.gather.desk import Desk
from claims.models import Claim
from claims.models.claim import ASSIGNMENTS, BLOOD_MEASURES, CIRCUMSTANCES, FREQUENCIES
from claims.scrubber.services import ESA_OFF_DIALYSIS
from codes.models import Payer

PLAIN = tuple(name for name in CIRCUMSTANCES if name not in {"supervising", "attestations"})
YES_NO = [("", ""), ("yes", "Yes"), ("no", "No")]
ALWAYS_ATTESTED = [
    ("emergency", "It was an emergency"),
    ("grandfathered", "The payer lets the patient go on with this drug"),
]
BLOOD = ("haemoglobin", "haemoglobin_measure", "haemoglobin_on")


class BloodField(TextField):
    """Hemoglobin in g/dL or hematocrit in per cent."""

    wanted = "Type a number below 100, for example 9.6."

    def parse(self, text: str) -> Decimal:
        found = number(text, 2)
        if found >= 100:
            raise ValueError(text)
        return found


class YesNoField(forms.ChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label, choices=YES_NO, required=False)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, "") if not isinstance(value, str) else value


def _choice(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", ""), *choices], required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who may ask for more: the payer, the codes, and the payer's policies for them."""

    payer: Payer | None
    codes: frozenset[str]
    policies: tuple[dict[str, Any], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs that are called for."""
        found: list[str] = []
        drugs = {code for code in self.codes if code[:1].isalpha()}
        if self.payer is not None and self.payer.line_of_business == Payer.Line.MEDICARE:
            found += BLOOD if self.codes & ESA_OFF_DIALYSIS else ()
            found += ["assignment"] if drugs else []
        if any(policy.get("exemption", {}).get("allowed") for policy in self.policies):
            found.append("exemption_number")
        if self.exceptions:
            found.append("site_exception")
        if any(policy.get("attestations") or policy.get("step") for policy in self.policies):
            found.append("attestations")
        return tuple(found)

    @property
    def exceptions(self) -> tuple[str, ...]:
        """What opens a restricted place, in the words of the policies."""
        sites = [policy.get("site_of_care", {}) for policy in self.policies]
        return tuple(dict.fromkeys(one for site in sites for one in site.get("exceptions", ())))

    @property
    def attestations(self) -> list[tuple[str, str]]:
        """(name, label) of what may be attested to."""
        listed = [one for policy in self.policies for one in policy.get("attestations", ())]
        named = {one["code"]: one.get("label") or one["code"] for one in listed}
        return [*named.items(), *ALWAYS_ATTESTED]


def asking(desk: Desk, payer: str, codes: Iterable[str]) -> Asking:
    """Who asks, of a claim to that payer with these codes."""
    wanted = frozenset(code.strip().upper() for code in codes if code and code.strip())
    held = desk.tables.policies.get(payer, [])
    return Asking(
        payer=desk.payers.get(payer),
        codes=wanted,
        policies=tuple(p for p in held if wanted & {one["code"] for one in p["codes"]}),
    )


class CircumstancesForm(CheckedForm):
    """The inputs; ``asked`` are those called for, ``rest`` stands folded."""

    more = forms.CharField(required=False, widget=forms.HiddenInput, initial="shown")
    haemoglobin = BloodField(label="Hemoglobin or hematocrit", max_length=6)
    haemoglobin_measure = _choice("Measure", BLOOD_MEASURES)
    haemoglobin_on = DayField(label="Day of the test", past_only=True, max_length=12)
    assignment = _choice("Assignment", ASSIGNMENTS)
    exemption_number = TextField(label="Exemption", max_length=50)
    site_exception = forms.ChoiceField(label="Exception for the place", required=False)
    attestations = forms.MultipleChoiceField(
        label="Attested", required=False, widget=forms.CheckboxSelectMultiple
    )
    frequency_code = _choice("Claim frequency", FREQUENCIES)
    original_ref = TextField(label="Original reference", max_length=50)
    supervising = forms.TypedChoiceField(
        label="Supervising provider", coerce=int, empty_value=None, required=False
    )
    other_coverage = YesNoField(label="Other coverage")
    other_payer = TextField(label="Payer billed first", max_length=80)
    other_paid_cents = MoneyField(label="Paid by it", max_length=14)
    other_paid_on = DayField(label="Paid on", past_only=True, max_length=12)
    acquired_340b = YesNoField(label="340B drug")

    def __init__(
        self, data: QueryDict | None, *, desk: Desk, draft: Draft | None, codes: Iterable[str]
    ) -> None:
        claim = draft.claim if draft else None
        payer = claim.payer.code if claim and claim.payer else ""
        super().__init__(data, initial=_initial(claim) if claim else None)
        self.asking = asking(desk, data.get("payer", "") if data is not None else payer, codes)
        self.desk = desk
        self.posted_asked = set(data.getlist("asked")) if data is not None else set()
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = desk.today(None)
        self._offer(claim)

    def _offer(self, claim: Claim | None) -> None:
        """The choices of the policies, and what was chosen while another policy asked."""
        every = [policy for held in self.desk.tables.policies.values() for policy in held]
        known = Asking(payer=None, codes=frozenset(), policies=tuple(every))
        site = dict.fromkeys(self.asking.exceptions)
        chosen = {self["site_exception"].value() or ""} & set(known.exceptions)
        site |= dict.fromkeys(chosen | ({claim.site_exception} - {""} if claim else set()))
        words = [(one, one.replace("_", " ").capitalize()) for one in site]
        attested = dict(self.asking.attestations)
        labels = {name: name for name in (claim.attestations if claim else ())}
        labels |= dict(known.attestations)
        attested |= {
            name: labels[name]
            for name in self["attestations"].value() or ()
            if name in labels and name not in attested
        }
        people = [(pk, row.name) for pk, row in self.desk.providers.items()]
        for name, choices in (
            ("site_exception", [("", ""), *words]),
            ("attestations", list(attested.items())),
            ("supervising", [("", ""), *people]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @cached_property
    def asked(self) -> list[Any]:
        """The inputs that are called for."""
        return [self[name] for name in self.asking.names]

    @cached_property
    def rest(self) -> list[Any]:
        """The others."""
        return [self[name] for name in self.fields if name not in (*self.asking.names, "more")]

    @property
    def is_filled(self) -> bool:
        """Whether one of the folded inputs holds something, or was refused."""
        return any(cell.value() or cell.errors for cell in self.rest)

    @property
    def is_as_shown(self) -> bool:
        """Whether the page that was posted shows what is called for now."""
        return self.posted_asked == set(self.asking.names)

    def write_to(self, claim: Claim) -> None:
        """Put what was typed on ``claim``; a post without these inputs leaves it as stored."""
        typed = getattr(self, "cleaned_data", {})
        if not self.is_bound or not typed.get("more"):
            return
        for name in PLAIN:
            empty = None if name in _NULLABLE else ""
            value = typed.get(name)
            setattr(claim, name, empty if value in (None, "") else value)
        claim.supervising = self.desk.providers.get(typed.get("supervising") or 0)
        claim.attestations = dict.fromkeys(typed.get("attestations") or (), True)
        blank = ["haemoglobin"] if "haemoglobin" in self.posted_asked else []
        claim.said_missing = [name for name in blank if getattr(claim, name) is None]
        if claim.ordering is None:
            claim.said_missing.append("ordering_npi")


_NULLABLE = {
    "haemoglobin", "haemoglobin_on", "other_coverage", "other_paid_cents", "other_paid_on",
    "acquired_340b",
}  # fmt: skip


def _initial(claim: Claim) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(claim, name) for name in PLAIN}
    attested = [name for name, said in claim.attestations.items() if said]
    return values | {
        "more": "shown", "supervising": claim.supervising_id, "attestations": attested,
    }  # fmt: skip
