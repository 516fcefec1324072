"""Which kind of reference file this is, by its content."""

from __future__ import annotations

from codes.importers.problem import UnreadableFile
from codes.importers.registry import IMPORTERS, Importer
from codes.importers.source import Source


def recognise(source: Source) -> list[str]:
    """The kinds that can read the file; where there are several, a person chooses.

    A kind that another one includes is left out: CMS's code file holds modifiers, and whoever
    wants those alone asks for them by the command. Raises UnreadableFile where no kind fits, with
    what each of them says; the same sentence once.
    """
    fitting: list[str] = []
    reasons: list[str] = []
    for kind, importer in IMPORTERS.items():
        reason = _misfit(importer, source)
        if reason is None:
            fitting.append(kind)
        elif reason and reason not in reasons:
            reasons.append(reason)
    if not fitting:
        raise UnreadableFile(
            " ".join(reasons) or f"{source.outer_name} is no file that can be imported."
        )
    included = {inner for kind in fitting for inner in IMPORTERS[kind].contains}
    return [kind for kind in fitting if kind not in included]


def _misfit(importer: Importer, source: Source) -> str | None:
    """Why the importer does not take the file; None where it does, empty without a reason."""
    if importer.recognises is not None:
        return None if importer.recognises(source) else ""
    try:
        importer.read(source)
    except UnreadableFile as problem:
        return problem.plain
    return None
