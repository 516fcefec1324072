"""No patient data reaches a log, whatever is logged and however it fails."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from billing_site.accounts.models import Role
from billing_site.audit.logs import KnownKeysFormatter
from tests.factories import make_claim, make_facts, make_patient, make_practice, make_user

CANARY = "ZZPHI-Canary"


def written(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(KnownKeysFormatter().format(record))


def test_known_keys_pass_and_others_do_not() -> None:
    record = logging.makeLogRecord(
        {"name": "firstpass.x", "msg": "saved", "request_id": "r1", "patient": CANARY}
    )

    line = written(record)

    assert line["request_id"] == "r1"
    assert line["event"] == "saved"
    assert CANARY not in json.dumps(line)


def test_arguments_and_exception_texts_stay_out() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", 40, "", 0, "%s: %s", (CANARY, CANARY), info)

    line = written(record)

    assert line["error"] == "ValueError"
    assert CANARY not in json.dumps(line)


def test_ready_made_text_of_a_library_stays_out() -> None:
    assert CANARY not in json.dumps(written(logging.makeLogRecord({"name": "x", "msg": CANARY})))


@pytest.mark.django_db
def test_requests_about_a_patient_leave_no_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(KnownKeysFormatter().format(record))

    handler = Kept()
    root = logging.getLogger()
    root.addHandler(handler)
    monkeypatch.setattr(root, "level", logging.DEBUG)
    try:
        make_facts()
        practice = make_practice()
        patient = make_patient(practice, CANARY)
        claim = make_claim(practice, patient=patient)
        client.force_login(make_user("ana", Role.BILLER, practice=practice))
        client.get(f"/claims/{claim.public_id}/edit/")
        client.post("/claims/patients/", {"patient": CANARY})
        client.post("/claims/new/", {"do": "save", "patient": CANARY, "payer": CANARY})
        client.get(f"/{CANARY}/")
        client.raise_request_exception = False
        monkeypatch.setattr("claims.views.queue._chips", lambda claims: 1 / len(""))
        assert client.get(f"/?view={CANARY}").status_code == 500
    finally:
        root.removeHandler(handler)

    text = "\n".join(lines)
    assert '"route"' in text
    assert CANARY not in text
