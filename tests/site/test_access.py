"""Every address with each role and with none: allowed, 403, 404 or sign-in as declared."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from billing_site.accounts.access import undeclared_views_are_errors, views_of
from billing_site.accounts.models import Role
from billing_site.audit.models import AuditEvent
from claims.models import Claim
from claims.services.receipts import keep_receipts
from codes.models import FactConflict, ImportRun
from tests.codes.policy_worlds import (
    make_draft_policy,
    make_people,
    make_sourced_policy,
    published,
)
from tests.factories import DAY, make_claim, make_facts, make_practice, make_user
from tests.site.access_matrix import ADMIN, MATRIX, B
from tests.site.fact_rows import MAKERS

pytestmark = pytest.mark.django_db

TO_SIGN_IN = "admin:login"  # nothing but a way to the one sign-in page
POST_ONLY = {"claim-check", "claim-patients", "policy-draft", "choices"}
WITHOUT_A_POLICY = {"policy-new", "policy-sheet"}
OPEN_POLICY, DRAFT_POLICY = {"policy-page", "policy-json"}, "T-AAT-1"
OF_AN_IMPORT = {"import-run", "import-progress"}
WITH_A_CHECK = "claim-receipt"
OF_A_CLAIM = {
    "claim-detail", "claim-edit", "claim-documents", "claim-overrides", "claim-packet",
    WITH_A_CHECK,
}  # fmt: skip


@pytest.fixture
def world() -> dict[str, object]:
    make_facts()
    conflict = FactConflict.objects.create(
        code="J0256", field="route", official="IV", editorial="SC", severity="info", source="Test"
    )
    make_draft_policy()
    mine, other = make_practice("Mine"), make_practice("Other")
    claims = [make_claim(mine, "C-00001"), make_claim(other, "C-00002")]
    return {
        "practice": mine,
        "mine": claims[0],
        "other": claims[1],
        "import": ImportRun.objects.create(file_name="HCPC2025_OCT.xlsx", state="cancelled"),
        "conflict": conflict,
    }


def test_matrix_names_every_address() -> None:
    assert {name for _route, name, _view in views_of()} == {*MATRIX, *ADMIN, TO_SIGN_IN}


def address(name: str, world: dict[str, object], whose: str = "mine") -> str:
    """Where the page is; what only a few pages need is made for them alone."""
    claim = world[whose]
    arguments = {
        "code-page": lambda: {"code": "J0256"},
        "choices": lambda: {"kind": "codes"},
        "rule-page": lambda: {"rule_id": "UNI-002"},
        "conflict": lambda: {"pk": world["conflict"].pk},
        **dict.fromkeys(
            ["patient-ledger", "patient-record"],
            lambda: {"public_id": claim.patient.public_id},
        ),
        WITH_A_CHECK: lambda: {"public_id": claim.public_id, "check_id": receipt_of(claim)},
        "policy-source": lambda: {"identifier": make_sourced_policy().identifier},
        "policy-changes": lambda: dict.fromkeys(["identifier", "since"], open_policy()),
        **dict.fromkeys(OPEN_POLICY, lambda: {"identifier": open_policy()}),
        **dict.fromkeys(OF_AN_IMPORT, lambda: {"run_id": world["import"].pk}),
    }
    if name in arguments:
        return reverse(name, kwargs=arguments[name]())
    if name in OF_A_CLAIM:
        return reverse(name, args=[claim.public_id])
    is_of_a_draft = name.startswith("policy-") and name not in WITHOUT_A_POLICY
    return reverse(name, args=[DRAFT_POLICY] if is_of_a_draft else [])


def receipt_of(claim: Claim) -> int:
    keep_receipts([claim], today=DAY)
    return claim.checks.get().pk


def open_policy() -> str:
    changes = {"id": "T-OPEN-1", "payer": "MEDICARE_B", "codes": [{"code": "J0257"}]}
    return published(make_people(), **changes).identifier


def admin_places() -> dict[str, str]:
    """Each address of the admin, with a row of its own table where it is about one."""
    rows = {model._meta.label_lower.replace(".", "_"): make(9) for model, make in MAKERS.items()}
    places = {}
    for name in ADMIN:
        table, _, page = name.removeprefix("admin:").rpartition("_")
        args = [rows[table].pk] if page in {"change", "delete"} else []
        places[name] = reverse(name, args=["codes"] if name == "admin:app_list" else args)
    return places


def ask(client: Client, name: str, where: str) -> HttpResponse:
    return client.post(where, {}) if name in POST_ONLY else client.get(where)


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_at_an_address(world: dict[str, object], name: str) -> None:
    where = address(name, world)
    answers = {}
    for role in [*Role, None]:
        client = Client()
        if role is not None:
            client.force_login(make_user(role.value, role, practice=world["practice"]))
        answers[role] = told(ask(client, name, where))

    refused = dict.fromkeys(Role, "403") | {None: "401" if name in POST_ONLY else "sign in"}
    users = MATRIX[name]
    assert answers == {
        role: "open" if users is None or role in users else refused[role] for role in answers
    }
    denied = AuditEvent.objects.filter(outcome="denied").exclude(actor_label="")
    assert denied.count() == list(answers.values()).count("403")


def told(answer: HttpResponse) -> str:
    """What an answer comes to: open, sign in, or its status."""
    to = answer.headers.get("Location", "")
    if answer.status_code == 302 and to.startswith("/accounts/login"):
        return "sign in" if "?next=" in to else to
    return "open" if answer.status_code in {200, 302} else str(answer.status_code)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_each_role_in_the_admin(
    client: Client, world: dict[str, object], role: Role | None
) -> None:
    places = admin_places()
    if role is not None:
        client.force_login(make_user("somebody", role, practice=world["practice"]))

    statuses = {name: client.get(where).status_code for name, where in places.items()}

    refused = 302 if role is None else 403
    wanted = {name: 200 if role in users else refused for name, users in ADMIN.items()}
    assert statuses == wanted
    denied = AuditEvent.objects.filter(outcome="denied", actor_label="somebody").count()
    assert denied == list(wanted.values()).count(403)


def test_the_admin_is_closed_to_the_disabled_and_to_posts_without_token(
    world: dict[str, object],
) -> None:
    places = admin_places()
    user = make_user("somebody", *Role, practice=world["practice"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert {client.post(where, {}).status_code for where in places.values()} == {403}

    user.is_active = False
    user.save()
    answers = [client.get(where) for where in places.values()]
    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {"/accounts/login/"}


@pytest.mark.parametrize("name", sorted(OF_A_CLAIM))
def test_claim_of_another_practice_is_not_found(
    client: Client, world: dict[str, object], name: str
) -> None:
    client.force_login(make_user("somebody", *Role, practice=world["practice"]))

    answer = client.get(address(name, world, "other"))

    assert answer.status_code == 404
    event = AuditEvent.objects.get(object_type="claim")
    assert (event.outcome, event.object_id) == ("denied", str(world["other"].public_id))


@pytest.mark.parametrize("name", sorted(set(MATRIX) - {"account_login"}))
def test_disabled_user_is_nobody(client: Client, world: dict[str, object], name: str) -> None:
    user = make_user("somebody", *Role, practice=world["practice"])
    client.force_login(user)
    user.is_active = False
    user.save()

    answer = ask(client, name, address(name, world))

    signed_out = name in POST_ONLY and answer.status_code == 401
    assert signed_out or answer.headers["Location"].startswith("/accounts/login")


@pytest.mark.parametrize("name", sorted(set(MATRIX) - OF_A_CLAIM))
def test_a_post_without_its_token_is_refused(world: dict[str, object], name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("somebody", *Role, practice=world["practice"]))

    assert client.post(address(name, world), {}).status_code == 403


def test_view_without_declaration_stops_the_start(settings, monkeypatch) -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    addresses = ModuleType("bare_addresses")
    addresses.urlpatterns = [path("bare/", bare)]
    monkeypatch.setitem(sys.modules, "bare_addresses", addresses)
    settings.ROOT_URLCONF = "bare_addresses"

    [error] = undeclared_views_are_errors()

    assert error.msg == "The view at /bare/ does not say who may use it."


def test_headers_of_a_page(client: Client) -> None:
    client.force_login(make_user("somebody", B, practice=make_practice()))

    answer = client.get("/")

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
