"""Reading CMS's HCPCS file: layouts, continuations, oddities, refusals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cms_files import code_sheet, file, fixed, modifier, row, source, workbook

from codes.importers import cms_hcpcs, modifiers
from codes.importers.cms_hcpcs import HcpcsRecord
from codes.importers.problem import UnreadableFile
from codes.importers.source import open_source

ROWS = [
    modifier("Q9", "Given on a made-up day"),
    row("J9901", "Injection, examplin, 10 mg", **{"TERM DT": "20250630", "ACTION CD": "D"}),
]
READ = HcpcsRecord(
    code="J9901",
    is_modifier=False,
    long_descriptor="Injection, examplin, 10 mg",
    short_descriptor="Injection, examplin, 10 mg",
    coverage="C",
    added=dt.date(2010, 1, 1),
    last_action=dt.date(2010, 1, 1),
    ended=dt.date(2025, 6, 30),
    action_code="D",
)


def test_text_and_workbook_say_the_same() -> None:
    text = cms_hcpcs.read(source(fixed(ROWS, above="***Disclaimers\r\n\r\n*No promise\r\n")))
    notes: list[list[object]] = [["***Disclaimers"], [], ["*No promise"]]
    book = cms_hcpcs.read(source(workbook({"A": code_sheet(ROWS, notes)}), "a.xlsx"))

    assert text.codes == (READ,)
    assert [each.code for each in text.modifiers] == ["Q9"]
    assert book == text


def test_numbers_in_date_cells_are_the_same_eight_digits() -> None:
    sheet = code_sheet([ROWS[1]])
    sheet[1][list(sheet[0]).index("TERM DT")] = 20250630.0
    sheet[1][list(sheet[0]).index("RECID")] = 3.0

    assert cms_hcpcs.read(source(workbook({"A": sheet}), "a.xlsx")).codes == (READ,)


def test_blank_rows_are_ignored() -> None:
    blank: list[object] = [""] * 10
    sheet = [*code_sheet([ROWS[1]]), blank, blank]

    assert cms_hcpcs.read(source(workbook({"A": sheet}), "a.xlsx")).codes == (READ,)


def test_continuations_lengthen_the_description() -> None:
    read = file(
        row("J9901", "Injection, examplin, for those who"),
        row("J9901", "need it,", RECID="4", SEQNUM="0020", **{"ADD DT": "", "ACT EFF DT": ""}),
        row("J9901", "10 mg", RECID="4", SEQNUM="0030", **{"ADD DT": "", "ACT EFF DT": ""}),
        modifier("Q9", "Given on"),
        row("   Q9", "a day", RECID="8"),
    )

    assert read.codes[0].long_descriptor == "Injection, examplin, for those who need it, 10 mg"
    assert read.modifiers[0].long_descriptor == "Given on a day"


def test_a_continuation_without_its_code_is_a_refused_row() -> None:
    read = file(ROWS[1], row("J9902", "and more", RECID="4"), row("   Q8", "and more", RECID="8"))

    assert read.codes == (READ,)
    assert read.refused_codes == (
        "HCPC2030_JAN_ANWEB.txt, line 2: J9902 is continued here without its own row just before.",
    )
    assert read.refused_modifiers == (
        "HCPC2030_JAN_ANWEB.txt, line 3: Q8 is continued here without its own row just before.",
    )


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"ADD DT": "2010010"}, "ADD DT is '2010010'; a day written YYYYMMDD is wanted."),
        ({"ADD DT": "20101301"}, "ADD DT is '20101301'; a day written YYYYMMDD is wanted."),
        ({"ADD DT": ""}, "ADD DT is blank; a day written YYYYMMDD is wanted."),
        (
            {"TERM DT": "20091231"},
            "TERM DT 20091231 is before ADD DT 20100101; a later day is wanted.",
        ),
        ({"HCPC": "J99"}, "HCPC is 'J99'; 5 letters and digits are wanted."),
        ({"LONG DESCRIPTION": ""}, "LONG DESCRIPTION is blank; a description is wanted."),
    ],
)
def test_anything_else_refuses_the_file(cells: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        file(row("J9901", "Injection, examplin, 10 mg") | cells)

    assert str(refusal.value) == f"HCPC2030_JAN_ANWEB.txt, line 1: {says}"


def test_a_code_listed_twice_refuses_the_file() -> None:
    with pytest.raises(UnreadableFile, match="line 2: J9901 is listed twice"):
        file(ROWS[1], ROWS[1])
    with pytest.raises(UnreadableFile, match="line 3: J9901 is listed twice"):
        file(*ROWS, ROWS[1] | {"HCPC": "j9901"})
    with pytest.raises(UnreadableFile, match="line 3: Q9 is listed twice"):
        file(*ROWS, ROWS[0] | {"HCPC": "   q9"})


def test_codes_are_read_in_capitals() -> None:
    read = file(
        modifier("q9", "Given on"),
        row("   Q9", "a day", RECID="8"),
        row("j9901", "Injection, examplin,"),
        row("J9901", "10 mg", RECID="4"),
    )

    assert [(each.code, each.long_descriptor) for each in read.codes + read.modifiers] == [
        ("J9901", "Injection, examplin, 10 mg"),
        ("Q9", "Given on a day"),
    ]


def test_a_letter_of_two_capitals_is_no_code() -> None:
    with pytest.raises(UnreadableFile, match="HCPC is 'ß'; 2 letters and digits are wanted"):
        file(modifier("ß", "Words"))
    with pytest.raises(UnreadableFile, match="modifier is 'ß'; two letters or digits are wanted"):
        modifiers.read(source("modifier,type,description\nß,HCPCS,Words\n".encode()))


def test_a_text_cut_within_a_line_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="line 2: 200 characters without a record type"):
        cms_hcpcs.read(source(fixed([ROWS[0], ROWS[1]])[:522]))


def test_a_change_report_is_refused_as_one() -> None:
    sheet: list[list[object]] = [
        ["A note"],
        ["HCPC", "ACTION CD", "SHORT DESCRIPTION", "LONG DESCRIPTION"],
        ["J9901", "ADD", "Examplin", "Injection, examplin, 10 mg"],
    ]
    with pytest.raises(UnreadableFile, match="is a report of changes"):
        cms_hcpcs.read(source(workbook({"Changes": sheet}), "codes.xlsx"))


@pytest.mark.parametrize(
    "content", [b"code,description\n01,Pharmacy\n", workbook({"A": [["a", "b"]]})]
)
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="CMS's HCPCS Level II file is wanted"):
        cms_hcpcs.read(source(content, "other"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "codes", "modifier_count", "newest"),
    [
        ("HCPC2025_OCT_ANWEB.xlsx", 8463, 383, dt.date(2025, 10, 1)),
        ("HCPC2020_JUL_anweb.xlsx", 6789, 369, dt.date(2020, 7, 1)),
        ("2019-Alpha-Numeric-HCPCS-File.zip", 6440, 360, dt.date(2019, 1, 1)),
    ],
)
def test_published_files(
    shared: Path, name: str, codes: int, modifier_count: int, newest: dt.date
) -> None:
    read = cms_hcpcs.read(open_source(shared / "data/hcpcs" / name))

    assert (len(read.codes), len(read.modifiers)) == (codes, modifier_count)
    assert (max(read.action_days), read.refused_codes, read.refused_modifiers) == (newest, (), ())


@pytest.mark.shared
def test_the_only_continuation_of_july_2020_follows_its_code(shared: Path) -> None:
    """G0503's words are cut at 1,100 characters and go on in the next row; 2025 has one cell."""
    folder = shared / "data/hcpcs"
    texts = {
        name: {
            each.code: each.long_descriptor
            for each in cms_hcpcs.read(open_source(folder / name)).codes
        }["G0503"]
        for name in ("HCPC2020_JUL_anweb.xlsx", "HCPC2025_OCT_ANWEB.xlsx")
    }

    assert len(set(texts.values())) == 1


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("HCPC2020_JUL_trans_alpha.xlsx", "is a report of changes"),
        ("2019-HCPCS-Alpha-Numeric-Corrections.zip", "only a list of corrections."),
        ("2019-HCPCS-NOC-Codes.zip", "CMS's HCPCS Level II file is wanted"),
        ("2019-HCPCS-Record-Layout.zip", "only a record layout."),
        ("noc_codes_2024.csv", "CMS's HCPCS Level II file is wanted"),
    ],
)
def test_published_files_that_are_not_the_code_file(shared: Path, name: str, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        cms_hcpcs.read(open_source(shared / "data/hcpcs" / name))


@pytest.mark.shared
def test_modifiers_without_days(shared: Path) -> None:
    read = modifiers.read(open_source(shared / "data/codesets/modifiers_2024.csv"))

    assert (len(read.records), len(read.refused), read.is_complete) == (426, 7, False)
    assert sum(each.is_cpt for each in read.records) == 43
    assert not any(each.label for each in read.records if each.is_cpt)
