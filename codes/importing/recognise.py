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
    fitting = [kind for kind, importer in IMPORTERS.items() if _is_recognised(importer, source)]
    reasons: list[str] = []
    if fitting:
        return fitting  # a long table is not read whole by those that would not know it
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


def _is_recognised(importer: Importer, source: Source) -> bool:
    """Whether the head of the file is of this kind; a file that cannot be read is of none."""
    try:
        return importer.recognises is not None and importer.recognises(source)
    except UnreadableFile:
        return False


def _misfit(importer: Importer, source: Source) -> str | None:
    """Why the importer does not take the file; None where it does, empty without a reason."""
    if importer.recognises is not None:
        return ""
    try:
        importer.read(source)
    except UnreadableFile as problem:
        return problem.plain
    return None
