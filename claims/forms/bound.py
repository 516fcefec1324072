"""Inputs that know the findings which concern them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField


class CheckedField(BoundField):
    """A bound field with the findings of the last check beside its form errors."""

    @property
    def findings(self) -> list[Any]:
        """Findings that point to this field, worst first."""
        found: dict[str, list[Any]] = getattr(self.form, "findings", {})
        return found.get(self.name, [])

    @property
    def severity(self) -> str:
        """The worst severity at this field; empty where there is none."""
        return self.findings[0].severity if self.findings else ""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Mark the input and name the sentence that says why, for those who cannot see colour."""
        attrs = super().build_widget_attrs(attrs, widget)
        if self.findings and self.id_for_label:
            described = attrs.get("aria-describedby", "")
            named = " ".join(finding.id for finding in self.findings)
            attrs["aria-describedby"] = f"{described} {named}".strip()
            attrs["data-severity"] = self.severity
            if self.severity == "error":
                attrs["aria-invalid"] = "true"
        return attrs


class CheckedForm(forms.Form):
    """A form whose fields can carry findings; never the browser's own validation."""

    bound_field_class = CheckedField
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings: dict[str, list[Any]] = {}

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of what is wrong; no id where it is the form as a whole."""
        return [
            (self[name].id_for_label if name in self.fields else "", str(sentence))
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]
