"""Keeping a policy that came as JSON: a new draft, the same draft anew, or nothing to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from billing_site.accounts.models import User
from billing_site.audit.record import Actor, record, record_command
from codes.models import Payer, Policy, PolicyEvent, PolicyPayer, PolicyVersion
from codes.models.policy import Requirement
from codes.policies.reading import PolicyRows, read_policy_rows
from codes.policies.values import PolicyProblemError
from codes.policies.writing import KINDS, with_requirements, write_policy

Status = PolicyVersion.Status
_ASIDE, _ASIDE_NUMBER = "aside-", 32767  # a version that is stored for a moment only
_FIRST = ("policycode", "policyindication")  # other rows point to these


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version that was read, and what became of it: added, changed or unchanged."""

    version: PolicyVersion
    outcome: str


def export_policy(identifier: str) -> dict[str, Any]:
    """Policy JSON of a stored version; raises PolicyVersion.DoesNotExist."""
    return write_policy(with_requirements(PolicyVersion.objects.all()).get(identifier=identifier))


def import_policy(value: object, *, author: User | None, actor: Actor | None = None) -> Kept:
    """Keep one version as a draft of ``author``.

    A stored draft of the same identifier is written anew. What was published is never changed: the
    same content again is unchanged, another content is refused. Raises PolicyProblemError.
    ``actor`` None is the command line.
    """
    try:
        with transaction.atomic():
            return _import(value, author, actor)
    except IntegrityError as refusal:
        # a rule of the database that no reader knew of: never a fault page for what somebody typed
        words = "cannot be stored: two of its values contradict each other"
        raise PolicyProblemError("policy", f"{words} ({refusal}).") from refusal


def _import(value: object, author: User | None, actor: Actor | None) -> Kept:
    rows = read_policy_rows(value)
    payers = _payers(rows)
    before = PolicyVersion.objects.filter(identifier=rows.version.identifier).first()
    if before is not None:
        if export_policy(before.identifier) == _as_told(rows, value):
            return Kept(version=before, outcome="unchanged")
        if before.status != Status.DRAFT:
            words = f"{before.identifier} is {before.get_status_display().lower()} and says another"
            raise PolicyProblemError("id", f"{words} thing; wanted: a new version of it.")
    version = _store(rows, payers, author, before)
    PolicyEvent.objects.create(version=version, act=PolicyEvent.Act.WRITTEN, by=author)
    record_of(actor, "policy.import", version, {"replaced": before is not None})
    return Kept(version=version, outcome="changed" if before else "added")


def record_of(
    actor: Actor | None, action: str, version: PolicyVersion, changes: dict[str, Any], why: str = ""
) -> None:
    """The audit event of an act on ``version``."""
    named: dict[str, Any] = {"object_type": "policy_version", "object_id": version.identifier}
    if actor is None:
        record_command(action, **named, changes=changes)
    else:
        record(actor, action=action, **named, changes=changes, reason=why)


def _as_told(rows: PolicyRows, value: object) -> dict[str, Any]:
    """What the given policy would be exported as: stored under another name, and taken back."""
    told: dict[str, Any] = {}
    named = rows.version.identifier, rows.version.number
    try:
        with transaction.atomic():
            aside = read_policy_rows(value)
            aside.version.identifier = f"{_ASIDE}{aside.version.identifier}"[:40]
            aside.version.number = _ASIDE_NUMBER
            told = export_policy(_store(aside, _payers(rows), None).identifier)
            raise _TakeBackError
    except _TakeBackError:
        told["id"], told["version"] = named
        return told


class _TakeBackError(Exception):
    """Ends the transaction that only looked."""


def _payers(rows: PolicyRows) -> list[Payer]:
    known = {payer.code: payer for payer in Payer.objects.filter(code__in=rows.payers)}
    for code in rows.payers:
        if code not in known:
            raise PolicyProblemError("payer", f"found {code}; wanted: the code of a stored payer.")
    return [known[code] for code in rows.payers]


def _store(
    rows: PolicyRows, payers: list[Payer], author: User | None, before: PolicyVersion | None = None
) -> PolicyVersion:
    """Store the rows; over the draft ``before``, which keeps its key, its events and examples."""
    version = rows.version
    version.policy = before.policy if before else _policy_of(version, payers)
    version.author = author
    clash = PolicyVersion.objects.filter(policy=version.policy, number=version.number).first()
    if clash is not None and clash != before:
        words = f"found {version.number}, which is {clash.identifier}; wanted: another number."
        raise PolicyProblemError("version", words)
    if before is not None:
        _want_same_payers(version.policy, payers)
        for name in reversed(KINDS):
            getattr(before, f"{name}_rows").all().delete()
        version.pk, version.revision = before.pk, before.revision + 1
        version.author = before.author or author
    version.save(force_update=before is not None, force_insert=before is None)
    for kind in _in_order(rows.requirements.values()):
        same = [row for row in rows.requirements.values() if type(row) is kind]
        for row in same:
            row.version = version  # Django notes the key on assignment
        kind._default_manager.bulk_create(same)
    for model in dict.fromkeys(type(part) for part in rows.parts.values()):
        parts = [part for part in rows.parts.values() if type(part) is model]
        model._default_manager.bulk_create(parts)
    return version


def _in_order(rows: Iterable[Requirement]) -> list[type[Requirement]]:
    """The kinds of rows, those first that others point to."""
    kinds = list(dict.fromkeys(type(row) for row in rows))
    return sorted(kinds, key=_place)


def _place(kind: type[models.Model]) -> int:
    name = kind._meta.model_name
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _policy_of(version: PolicyVersion, payers: list[Payer]) -> Policy:
    """The policy that the version belongs to: that of the version before it, else by its name."""
    before = PolicyVersion.objects.filter(identifier=version.supersedes or None).first()
    if before is not None:
        policy = before.policy
    else:
        key = version.identifier.removesuffix(f"-{version.number}") or version.identifier
        policy, created = Policy.objects.get_or_create(key=key)
        if created:
            _set_payers(policy, payers)
    if policy.versions.exists():
        _want_same_payers(policy, payers)
    elif _held(policy) != [payer.pk for payer in payers]:
        policy.held_by.all().delete()
        _set_payers(policy, payers)
    return policy


def _want_same_payers(policy: Policy, payers: list[Payer]) -> None:
    if _held(policy) == [payer.pk for payer in payers]:
        return
    if policy.versions.exclude(status=Status.DRAFT).exists() or policy.versions.count() > 1:
        words = f"wanted: the payers of {policy.key}, as its other versions have them."
        raise PolicyProblemError("payer", words)
    policy.held_by.all().delete()
    _set_payers(policy, payers)


def _held(policy: Policy) -> list[int]:
    return [held.payer_id for held in policy.held_by.order_by("position")]


def _set_payers(policy: Policy, payers: list[Payer]) -> None:
    PolicyPayer.objects.bulk_create(
        PolicyPayer(policy=policy, payer=payer, position=at) for at, payer in enumerate(payers)
    )
