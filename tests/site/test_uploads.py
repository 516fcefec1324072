"""Files that are sent where they should not be, or by whom they should not be."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from billing_site.accounts.models import Role
from codes.models import ImportRun
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("codes.txt", b"x" * 2_000_000)


def test_a_file_of_somebody_signed_out_is_dropped(client: Client) -> None:
    answer = client.post("/imports/", {"file": a_file(), "release_day": "06/01/2030"})

    assert answer.status_code == 401
    assert "06/01/2030" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_of_a_biller_is_refused(client: Client) -> None:
    client.force_login(make_user("bob", Role.BILLER))

    assert client.post("/imports/", {"file": a_file()}).status_code == 403
    assert not ImportRun.objects.exists()


def test_several_files_are_read_as_the_last(client: Client, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000
    client.force_login(make_user("pia", Role.POLICY))

    answer = client.post("/imports/", {"file": [a_file() for _ in range(20)]})

    assert answer.status_code == 422
    assert "The file is larger than" in answer.content.decode()


def test_a_body_that_is_no_form(client: Client) -> None:
    client.force_login(make_user("pia", Role.POLICY))

    answer = client.generic(
        "POST", "/imports/", b"--x\r\nrubbish", content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code in {400, 422}
