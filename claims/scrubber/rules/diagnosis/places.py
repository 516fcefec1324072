"""DX-004, DX-005, DX-006: the list of diagnoses and the pointers into it."""

from __future__ import annotations

from collections.abc import Iterator

from claims.scrubber.context import Context
from claims.scrubber.diagnoses import written
from claims.scrubber.findings import Change, Finding, Fix, Outcome, Severity
from claims.scrubber.fixes import set_value
from claims.scrubber.notation import diagnosis_key, dotted, is_diagnosis
from claims.scrubber.rule import claim_rule, line_rule
from claims.scrubber.snapshot import LineSnapshot


@claim_rule(
    "DX-004",
    "diagnosis.limit",
    title="More than 12 diagnoses",
    carc="16",
    rarc=("M76", "M64"),
    source="CMS-1500 instructions, item 21",
    messages={"too_many": "The claim has {count} diagnoses; 12 fit."},
)
def limit(context: Context) -> Iterator[Outcome]:
    """A claim holds twelve diagnoses.

    What is checked
        The number of diagnoses.

    Why payers deny it
        The thirteenth has no place on the claim, and pointers to it lead nowhere.

    How to put it right
        Keep the twelve that the lines point to.
    """
    diagnoses = context.claim.diagnoses or ()
    if len(diagnoses) <= 12:
        return
    # Which diagnosis to leave out is for a person to say, so there is no fix.
    yield Finding(message="too_many", field_name="diagnoses", data={"count": len(diagnoses)})


@line_rule(
    "DX-005",
    "diagnosis.pointers",
    title="Diagnosis pointer leads nowhere, twice or past 4",
    carc="16",
    rarc=("M76",),
    source="CMS-1500 instructions, item 24E",
    messages={
        "nowhere": "Pointer {pointer} has no diagnosis; the claim lists {count}.",
        "repeated": "Pointer {pointer} stands more than once on the line.",
        "too_many": "The line has {count} pointers; 4 fit.",
    },
)
def pointers(line: LineSnapshot, context: Context) -> Iterator[Outcome]:
    """Each line points to one to four diagnoses of the claim, each once.

    What is checked
        Pointers beyond the list or to a blank in it, repeated pointers, more than four.

    Why payers deny it
        A line that points to no diagnosis has no medical reason.

    How to put it right
        Point to the diagnosis that this service was for; the first is the main reason.
    """
    given = line.pointers or ()
    places = {at + 1 for at, _text, _key in written(context)}
    if not given or not places:
        return
    if len(given) <= 4 and len(set(given)) == len(given) and places.issuperset(given):
        return
    good = list(dict.fromkeys(one for one in given if one in places))[:4]
    fix = None
    if good:
        path = f"{context.path(line)}.dx_pointers"
        words = ", ".join(str(one) for one in good)
        fix = set_value(path, good, f"Point to {words}")
    messages: list[tuple[str, int, int]] = [
        ("nowhere", one, len(places)) for one in dict.fromkeys(given) if one not in places
    ]
    repeated = (one for one in dict.fromkeys(given) if given.count(one) > 1)
    messages += [("repeated", one, len(places)) for one in repeated]
    if len(given) > 4:
        messages.append(("too_many", 0, len(given)))
    for message, pointer, count in messages:
        yield Finding(
            message=message,
            line=line.number,
            field_name="dx_pointers",
            data={"pointer": pointer, "count": count},
            fix=fix,
        )


@claim_rule(
    "DX-006",
    "diagnosis.repeated",
    title="Diagnosis listed twice",
    severity=Severity.WARNING,
    carc="16",
    rarc=("M64",),
    source="CMS-1500 instructions, item 21",
    messages={"repeated": "{diagnosis} is listed {count} times."},
)
def repeated(context: Context) -> Iterator[Outcome]:
    """Each diagnosis is listed once.

    What is checked
        The codes that are written like ICD-10-CM, without regard to case, blanks and the dot.

    Why payers deny it
        A repeated diagnosis takes a place and shows a hasty claim.

    How to put it right
        Keep the first; the pointers follow it.
    """
    keys = [key for _at, _text, key in written(context) if is_diagnosis(key)]
    for key in dict.fromkeys(keys):
        count = keys.count(key)
        if count > 1:
            first = next(at for at, _text, one in written(context) if one == key)
            yield Finding(
                message="repeated",
                field_name=f"diagnoses[{first}]",
                subjects=(f"diagnosis:{key}",),
                data={"diagnosis": dotted(key), "count": count},
                fix=_once(context, key),
            )


def _once(context: Context, repeated_key: str) -> Fix:
    """The list with one of the repeated codes, and every pointer moved with its diagnosis."""
    kept: list[str] = []
    moved: dict[int, int] = {}
    place = 0
    for at, text in enumerate(context.claim.diagnoses or (), start=1):
        is_repeated = diagnosis_key(text) == repeated_key
        if is_repeated and place:
            moved[at] = place
            continue
        kept.append(text)
        moved[at] = len(kept)
        place = place or (len(kept) if is_repeated else 0)
    changes = [Change(op="set", path="diagnoses", value=kept)]
    for line in context.claim.lines:
        pointing = list(dict.fromkeys(moved.get(one, one) for one in line.pointers or ()))
        if pointing != list(line.pointers or ()):
            path = f"{context.path(line)}.dx_pointers"
            changes.append(Change(op="set", path=path, value=pointing))
    return Fix(label=f"List {dotted(repeated_key)} once", changes=tuple(changes))
