"""What a policy admin hands over for an import, and answers where the file leaves it open."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms

from claims.forms.bound import CheckedForm
from claims.forms.days import DayField
from codes.importers.registry import IMPORTERS
from codes.importing.storing import Answers
from codes.models import ImportRun

DAY_HINT = "Only where the file's name does not say it: HCPC2025_OCT speaks from 10/01/2025."


class UploadForm(CheckedForm):
    """A file, and the day from which it speaks where its name does not say so."""

    file = forms.FileField(
        label="File",
        max_length=None,
        allow_empty_file=True,  # an empty one is refused with its name, as the command does
        error_messages={"required": "Choose the file as the publisher issues it."},
    )
    release_day = DayField(label="Release day", required=False, help_text=DAY_HINT)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_today(self, today)


class AnswersForm(CheckedForm):
    """The kind where several can read the file, the release day, and the word of a person."""

    kind = forms.ChoiceField(
        label="Read it as", error_messages={"required": "Choose what the file is read as."}
    )
    release_day = DayField(label="Release day", required=False, help_text=DAY_HINT)
    may_list_fewer = forms.BooleanField(
        label="It is meant to list far fewer codes than the newest one", required=False
    )

    def __init__(self, run: ImportRun, posted: Any = None, *, today: dt.date) -> None:
        initial = {
            "kind": run.kind,
            "release_day": run.release_day,
            "may_list_fewer": run.may_list_fewer,
        }
        super().__init__(posted, initial=initial)
        _set_today(self, today)
        choices = [(kind, IMPORTERS[kind].label) for kind in run.kinds if kind in IMPORTERS]
        field = cast("forms.ChoiceField", self.fields["kind"])
        if len(choices) == 1:
            field.required, field.widget = False, forms.HiddenInput()
            self.initial["kind"] = choices[0][0]
        else:
            choices.insert(0, ("", "Choose"))
        field.choices = choices
        self._ask(run)
        self._only = choices[0][0] if len(choices) == 1 else ""

    def _ask(self, run: ImportRun) -> None:
        """A choice for each option of the kinds that the file may be read as."""
        kinds = [IMPORTERS[kind] for kind in run.kinds if kind in IMPORTERS]
        self.options = {option.name: option for kind in kinds for option in kind.options}
        for option in self.options.values():
            self.fields[option.name] = forms.ChoiceField(
                label=option.label,
                required=False,
                choices=[("", "As the file says"), *option.choices],
                initial=run.options.get(option.name, ""),
            )

    @property
    def option_fields(self) -> list[forms.BoundField]:
        """The fields of the options, for the page."""
        return [self[name] for name in self.options]

    def answers(self) -> Answers:
        """What was said; for a valid form."""
        cleaned = self.cleaned_data
        return Answers(
            kind=cleaned["kind"] or self._only,
            day=cleaned["release_day"] or None,
            may_list_fewer=cleaned["may_list_fewer"],
            options={name: cleaned[name] for name in self.options},
        )


def _set_today(form: forms.Form, today: dt.date) -> None:
    cast("DayField", form.fields["release_day"]).today = today
