"""People and a published policy that the tests of policy pages share."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.test import Client

from billing_site.accounts.models import Role, User
from codes.models import Payer, PolicyVersion
from codes.policies.publishing import publish_policy
from codes.policies.storing import import_policy
from tests.codes.policy_worlds import small
from tests.factories import PASSWORD, make_facts, make_practice, make_user

START = dt.date(2026, 1, 1)
RICH: dict[str, Any] = {
    "payer": "MEDICARE_B",
    "effective_to": None,
    "limits": [
        {"kind": "cumulative_units", "max": 700, "days": 7, "window": "rolling"},
        {"kind": "min_interval_days", "value": 7, "tolerance": 1},
    ],
    "pa": {"required": True, "initial_months": 12},
    "age": {"min": 18},
    "requirements": {"pa": {"document": "Bulletin 7", "section": "2", "severity": "warning"}},
}


def make_policy_desk() -> SimpleNamespace:
    """A policy admin who wrote a published policy, and the lead who approved it."""
    make_facts()
    practice = make_practice()
    author = make_user("pola", Role.POLICY, practice=practice)
    lead = make_user("lea", Role.LEAD, practice=practice)
    version = import_policy(small(**RICH), author=author).version
    publish_policy(version.pk, approver=lead, on=START)
    return SimpleNamespace(
        practice=practice,
        author=author,
        lead=lead,
        version=PolicyVersion.objects.get(pk=version.pk),
        payer=Payer.objects.get(),
        client=client_of(author),
        lead_client=client_of(lead),
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft_of(desk: SimpleNamespace) -> PolicyVersion:
    """The next version, begun on the page."""
    answer = desk.client.post(f"/policies/{desk.version.identifier}/draft/")
    return PolicyVersion.objects.get(identifier=answer.url.split("/")[2])


def typed(desk: SimpleNamespace, identifier: str, **changes: str) -> dict[str, str]:
    """Everything that the editor's page would post as it stands; changes by input name."""
    page = desk.client.get(f"/policies/{identifier}/edit/")
    editor, data = page.context["editor"], {}
    for form in (editor.head, *editor.criteria):
        for bound in form:
            shown = bound.field.prepare_value(bound.value())
            data[bound.html_name] = "" if shown is None else str(shown)
    data["revision"] = str(page.context["revision"])
    return data | {name.replace("__", "-"): text for name, text in changes.items()}


def sign(client: Client, identifier: str, do: str, **more: str) -> Any:
    data = {"do": do, "password": PASSWORD, **more}
    return client.post(f"/policies/{identifier}/review/", data)


def post(desk: SimpleNamespace, identifier: str, do: str = "save", **changes: str) -> Any:
    """What is shown in the editor, with changes, sent by one of its buttons."""
    data = typed(desk, identifier, **changes) | {"do": do}
    return desk.client.post(f"/policies/{identifier}/edit/", data)
