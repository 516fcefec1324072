"""The manual of the edits: what is checked, why payers deny it, how to put it right."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_site.accounts.access import EVERYONE, requires
from claims.manual import chapters, examples_of, family_of
from claims.manual.examples import KINDS
from claims.scrubber.edition import rules_version
from claims.services.tallies import tally_of
from claims.views.request import StaffRequest


@requires(*EVERYONE)
@require_safe
def rule_list(request: StaffRequest) -> HttpResponse:
    """Every edit by family; what is typed narrows them down."""
    typed = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    words = typed.casefold().split()
    families: dict[str, list[object]] = {}
    for rule_id, chapter in chapters().items():
        text = f"{rule_id} {chapter.rule.title} {chapter.summary} {chapter.denial}".casefold()
        if all(word in text for word in words):
            families.setdefault(family_of(rule_id), []).append(chapter)
    context = {
        "families": sorted(families.items()),
        "typed": typed,
        "count": sum(len(each) for each in families.values()),
        "total": len(chapters()),
        "version": rules_version(),
    }
    return render(request, "rules/list.html", context)


@requires(*EVERYONE)
@require_safe
def rule_page(request: StaffRequest, rule_id: str) -> HttpResponse:
    """One edit: its manual, its worked examples, and what became of it on claims."""
    chapter = chapters().get(rule_id.upper())
    if chapter is None:
        raise Http404
    ids = list(chapters())
    at = ids.index(chapter.rule.id)
    examples = examples_of(chapter.rule.id)
    context = {
        "chapter": chapter,
        "rule": chapter.rule,
        "family": family_of(chapter.rule.id),
        "groups": [
            (label, [one for one in examples if one.kind == kind]) for kind, label in KINDS.items()
        ],
        "tally": tally_of(chapter.rule.id, request.user),
        "previous": ids[at - 1] if at else "",
        "next": ids[at + 1] if at + 1 < len(ids) else "",
        "version": rules_version(),
    }
    return render(request, "rules/rule.html", context)
