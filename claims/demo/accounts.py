"""The five demo users, their roles, and the file with their one password."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from billing_site.accounts.models import Membership, Practice, Role, RoleGrant, User

PEOPLE = {
    Role.BILLER: ("Ana", "Ruiz"),
    Role.LEAD: ("Marcus", "Okafor"),
    Role.POLICY: ("Priya", "Raman"),
    Role.AUDITOR: ("Helen", "Voss"),
    Role.SYSTEM: ("Tom", "Lindqvist"),
}
MEMBERS = (Role.BILLER, Role.LEAD, Role.AUDITOR)


@transaction.atomic
def load(chosen: str, practice: Practice) -> dict[str, User]:
    """The users by name; ``chosen`` is the password asked for, "" leaves known users theirs."""
    users = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
    new = [role for role in PEOPLE if role not in users]
    password = chosen or (_kept_password() if new else "")
    hashed = make_password(password) if new else ""  # once: hashing is slow
    for role in new:
        users[role] = _create(role, hashed)
    if chosen:
        _change(users, chosen)
    if password:
        _keep(password)
    for role in MEMBERS:
        Membership.objects.get_or_create(user=users[role], practice=practice)
    return users


def sign_ins_file() -> Path:
    """The file that `./dev run` prints."""
    return Path(settings.DATA_DIR) / "demo-sign-ins.txt"


def _create(role: Role, hashed: str) -> User:
    first, last = PEOPLE[role]
    user = User.objects.create(
        username=role.value, first_name=first, last_name=last, password=hashed
    )
    RoleGrant.objects.create(user=user, role=role)
    return user


def _change(users: dict[str, User], password: str) -> None:
    for user in users.values():
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def _kept_password() -> str:
    """The password in the file, where there is one, else a new one."""
    if sign_ins_file().exists():
        for line in sign_ins_file().read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip().lower() == "password":
                return value.strip()
    return secrets.token_urlsafe(12)


def _keep(password: str) -> None:
    """Write the file, readable by its owner alone from its first moment."""
    names = ", ".join(role.value for role in PEOPLE)
    text = (
        "Demo sign-ins\n\n"
        f"User names: {names}\n"
        f"Password:   {password}\n\n"
        "One password for all five. `DEMO_PASSWORD=... ./dev manage demo` sets another one.\n"
    )
    target = sign_ins_file()
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_text(text, encoding="utf-8")
