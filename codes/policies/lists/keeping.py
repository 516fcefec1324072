"""The file of a list: kept between two pages, and stored as the source of a version."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from billing_site.accounts.models import User
from billing_site.audit.record import Actor
from codes.importers.problem import UnreadableFile
from codes.importers.source import Source
from codes.importing import uploads
from codes.models import PolicySourceFile, PolicyVersion
from codes.policies.lists.proposing import Proposal
from codes.policies.lists.sheet import sheets_of
from codes.policies.reviewing import save_draft

ENDING = "list"  # apart from files of imports, which are forgotten by other rules
KEPT_FOR = dt.timedelta(days=1)


def receive(upload: UploadedFile, now: dt.datetime) -> tuple[str, str]:
    """Keep an upload that can be read as a table: (the name of our own, the name it came with).

    Raises UnreadableFile for any other; nothing of it is kept then.
    """
    uploads.drop_older(ENDING, now - KEPT_FOR)
    name = uploads.plain_name(upload.name)
    if not uploads.has_room(upload.size or 0):
        raise UnreadableFile(f"There is no room left on the server to keep {name}.")
    stored_name = uploads.keep(upload, ENDING)
    try:
        sheets_of(uploads.open_kept(stored_name, name))
    except UnreadableFile:
        uploads.drop(stored_name)
        raise
    return stored_name, name


@transaction.atomic
def apply(
    version: PolicyVersion,
    proposal: Proposal,
    document: PolicySourceFile,
    *,
    base: int,
    by: User,
    actor: Actor,
) -> PolicyVersion:
    """Write the draft anew and store the file that it came from, both or neither.

    Raises what `save_draft` raises.
    """
    # the same file may have been stored before, or a moment ago by somebody else
    PolicySourceFile.objects.bulk_create([document], ignore_conflicts=True)
    return save_draft(version, proposal.body, base=base, by=by, actor=actor)


def document_of(source: Source, stored_name: str, by: User) -> PolicySourceFile:
    """The kept file as it came, not yet stored."""
    content = uploads.read_kept(stored_name)
    return PolicySourceFile(
        sha256=source.sha256,
        name=source.outer_name,
        size=len(content),
        content=content,
        stored_by=by,
    )
