"""What an importer must know and the file does not say: the page asks, the answer is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from codes.models import ImportRun, MueLimit
from tests.import_worlds import AT_ONCE, policy_admin

pytestmark = pytest.mark.django_db
PLAIN = b"hcpcs_code,mue_value,rationale\nJ9901,99,Made up\n"


def test_the_program_is_asked_for(client: Client, settings, tmp_path: Path) -> None:
    settings.TASKS, settings.DATA_DIR = AT_ONCE, tmp_path
    client.force_login(policy_admin())
    client.post("/imports/", {"file": SimpleUploadedFile("MUE_2026_APR.csv", PLAIN)})
    run = ImportRun.objects.get()
    where = f"/imports/{run.pk}/"

    asking = client.get(where).content.decode()
    refused = client.post(where, {"do": "check", "kind": "mue", "program": "tricare"})
    client.post(where, {"do": "check", "kind": "mue", "program": "medicaid"})
    client.post(where, {"do": "apply"})

    assert "does not say its program" in asking
    assert '<select name="program"' in asking
    assert refused.status_code == 422
    assert MueLimit.objects.get().program == "medicaid"
    run.refresh_from_db()
    assert (run.state, run.options) == ("applied", {"program": "medicaid"})
