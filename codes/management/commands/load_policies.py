"""Load payer policies from a file of policy JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone


class Command(BaseCommand):
    """`manage.py load_policies FILE`: drafts, or with --publish, policies in force."""

    help = "Load payer policies from policy JSON: one, a list, or an object with policies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, and who stands behind it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--author", metavar="NAME", help="the user who stands behind the file")
        parser.add_argument("--publish", action="store_true", help="put them in force as well")
        parser.add_argument("--approver", metavar="NAME", help="another user, who approves them")

    def handle(
        self,
        *_args: Any,
        file: Path,
        author: str | None,
        publish: bool,
        approver: str | None,
        **_options: Any,
    ) -> None:
        """All of the file or nothing, in one transaction."""
        from codes.policies.loading import load_policies
        from codes.policies.publishing import PublishRefusedError
        from codes.policies.values import PolicyProblemError

        if publish and not (author and approver):
            raise CommandError("--publish wants --author and --approver, two users.")
        policies = _policies(file)
        try:
            with transaction.atomic():
                counts = load_policies(
                    policies,
                    author=_user(author),
                    approver=_user(approver) if publish else None,
                    on=timezone.now().date(),
                )
        except (PolicyProblemError, PublishRefusedError) as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        self.stdout.write(_counted(counts))


def _policies(file: Path) -> list[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as problem:
        raise CommandError(f"The file cannot be opened: {problem.strerror}.") from problem
    except ValueError as problem:
        raise CommandError("The file is no JSON that can be read.") from problem
    if isinstance(content, dict) and isinstance(content.get("policies"), list):
        return list(content["policies"])
    return content if isinstance(content, list) else [content]


def _user(name: str | None) -> Any:
    from billing_site.accounts.models import User

    if name is None:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"{name!r} is no user who may sign in.")
    return user


def _counted(counts: Counter[str]) -> str:
    names = ("added", "changed", "unchanged", "published")
    return "policies: " + " ".join(f"{name}={counts[name]}" for name in names)
