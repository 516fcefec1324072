"""Payers' lists as they come: any shape, any order; what cannot be taken is named."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from codes.importers.problem import UnreadableFile
from codes.policies.lists import cells
from codes.policies.lists.kinds import ListKind
from codes.policies.lists.sheet import sheets_of
from tests.codes.cms_files import packed, workbook
from tests.codes.payer_lists import (
    HEADINGS,
    csv_of,
    keys,
    read,
    reasons,
    source_of,
    thousand,
    told,
    xlsx_of,
)

JULY = dt.date(2026, 7, 1)
STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    b"</styleSheet>"
)
LATER = "it belongs in a version that starts then."


def test_titles_above_the_headings_are_no_rows(tmp_path: Path) -> None:
    rows = [
        ["Northlake Health: prior authorization code list"], [], ["Effective 01/01/2026"],
        HEADINGS, *thousand()[:3],
    ]  # fmt: skip
    for content, name in ((xlsx_of(rows), "l.xlsx"), (csv_of(rows), "l.csv")):
        found = read(source_of(tmp_path, content, name), ListKind.AUTHORIZATION)
        assert (keys(found), found.refused, found.rows) == (["J1000", "J1001", "J1002"], [], 3)


def test_the_rows_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    rows = [[], [], ["", "Code"], ["", "J1000"], ["", "bad"], [], ["", "J1001"]]
    found = read(source_of(tmp_path, xlsx_of(rows)), ListKind.AUTHORIZATION)

    assert reasons(found) == [
        (5, "“bad” is no code; a letter and four digits are wanted, such as J0256."),
        (6, "The row is blank."),
    ]
    assert [(one.row, one.key) for one in found.entries] == [(4, "J1000"), (7, "J1001")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [["Drug", "J-code", "Remark"], ["Café, oral; none|", "J1000", "naïve"]]
    content = csv_of(rows, separator=separator, encoding=encoding)
    [sheet] = sheets_of(source_of(tmp_path, content, "l.csv"))

    assert sheet.rows[1][1][1:] == ("J1000", "naïve")


def test_the_first_line_of_excel_names_the_separator(tmp_path: Path) -> None:
    content = b"sep=;\r\n" + csv_of([["Code", "Notes"], ["J1000", "a, b, c"]])
    found = read(source_of(tmp_path, content, "l.csv"), ListKind.AUTHORIZATION)

    assert [(one.row, one.key) for one in found.entries] == [(3, "J1000")]


def test_days_that_excel_keeps_as_numbers(tmp_path: Path) -> None:
    """46023 in a cell formatted as a day is January 1, 2026; in any other cell it is no day."""
    rows = [["Code", "Effective date"], ["J1000", 46023], ["J1001", "1/1/2026"]]
    plain = workbook({"List": rows})
    found = read(source_of(tmp_path, plain), ListKind.AUTHORIZATION, first=JULY)
    assert (keys(found), [one.row for one in found.refused]) == (["J1001"], [2])

    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    [sheet] = [name for name in parts if "worksheets" in name]
    parts[sheet] = parts[sheet].replace(b"<c><v>46023", b'<c s="1"><v>46023')
    parts["xl/styles.xml"] = STYLES
    dated = source_of(tmp_path, packed(parts))
    found = read(dated, ListKind.AUTHORIZATION, first=JULY)
    assert (keys(found), found.refused) == (["J1000", "J1001"], [])


def test_the_sheet_with_the_codes_is_taken(tmp_path: Path) -> None:
    about = [["About this list"], *[[f"Word {number}"] for number in range(40)]]
    content = workbook({"About": about, "List": [["Code"], ["J1000"], ["J1001"]]})

    assert keys(read(source_of(tmp_path, content), ListKind.AUTHORIZATION)) == ["J1000", "J1001"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (csv_of([["Code"], *[["J1000"]] * 20_001]), "l.csv", "more than 20,000 rows"),
        (csv_of([["J1000"] * 61]), "l.csv", "61 columns"),
        (b" \r\n ;; \r\n", "l.csv", "has no rows"),
        (b"%PDF-1.7 ...", "l.xlsx", "is a PDF"),
        (b"PK\x03\x04rubbish", "l.xlsx", "damaged"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        sheets_of(source_of(tmp_path, content, name))


WRONG = [
    ["Code", "PA required", "Effective date", "End date"],
    ["J1000", "Y", "01/01/2026", ""],
    ["j1001 / J1002", "yes", "", ""],
    ["JO103", "Y", "", ""],
    ["", "Y", "", ""],
    ["", "", "", ""],
    ["J1004", "maybe", "", ""],
    ["J1005", "", "", ""],
    ["J1006", "Y", "13/45/2026", ""],
    ["J1007", "Y", "08/01/2026", ""],
    ["J1008", "Y", "", "06/30/2026"],
    ["J1009", "Y", "01/01/2026", "01/01/2025"],
    ["J1000", "Y", "", ""],
    ["J1010", "Y", "", ""],
    ["J1010", "N", "", ""],
    ["J1011", "N", "", ""],
    ["J1012", "Y", "", ""],
    ["Code", "PA required", "Effective date", "End date"],
    ["=1+1", "Y", "", ""],
]


def test_each_wrong_row_has_its_reason() -> None:
    table = {"J1012": "J1012 is unknown to the HCPCS table in force."}
    found = told(WRONG, first=JULY, refusals=lambda _codes: table)

    assert keys(found) == ["J1000", "J1001", "J1002"]
    assert found.declined == ("J1011",)
    assert reasons(found) == [
        (4, "“JO103” is no code; J0103 may be meant."),
        (5, "Code is blank."),
        (6, "The row is blank."),
        (7, "“maybe” is neither yes nor no."),
        (8, "Applies is blank."),
        (9, "“13/45/2026” is no day; 01/31/2026 is wanted."),
        (10, f"Starts on 08/01/2026, after the first day 07/01/2026: {LATER}"),
        (11, "Ended on 06/30/2026, before the first day 07/01/2026."),
        (12, "Ends on 01/01/2025, before it starts on 01/01/2026."),
        (13, "Row 2 has it already."),
        (14, "Rows 14, 15 contradict each other."),
        (15, "Rows 14, 15 contradict each other."),
        (17, "J1012 is unknown to the HCPCS table in force."),
        (18, "The row repeats the headings."),
        (19, "“=1+1” is no code; a letter and four digits are wanted, such as J0256."),
    ]  # fmt: skip


def test_a_list_of_sites_has_one_rule() -> None:
    rows = [["HCPCS", "Place of service"], ["J1000", "11, 12"], ["J1001", "Office or home"],
            ["J1002", "POS 22"], ["J1003", "moon"], ["J1004", ""]]  # fmt: skip
    found = told(rows, ListKind.SITE)

    assert (found.setting, keys(found)) == (("11", "12"), ["J1000", "J1001"])
    assert reasons(found) == [
        (4, "Asks for 22, the list for 11, 12: it belongs in a policy of its own."),
        (5, "“moon” is no place of service; 11, 19 is wanted."),
        (6, "Covered places is blank."),
    ]


def test_a_list_of_ways_to_buy_has_one_rule() -> None:
    rows = [["HCPCS", "Acquisition channel"], ["J1000", "Specialty Pharmacy only"],
            ["J1001", "white bagging"], ["J1002", "Buy & Bill"], ["J1003", "by mail"]]  # fmt: skip
    found = told(rows, ListKind.CHANNEL)

    assert (found.setting, keys(found)) == (("specialty_pharmacy",), ["J1000", "J1001"])
    assert [row for row, _reason in reasons(found)] == [4, 5]


DAYS = ["7/1/2026", "07/01/26", "2026-07-01", "2026-07-01 00:00:00", "20260701", "07012026",
        "July 1, 2026", "Jul 1 2026", "1-Jul-2026", "01-Jul-26", "7.1.2026"]  # fmt: skip


@pytest.mark.parametrize("written", DAYS)
def test_days_as_payers_write_them(written: str) -> None:
    assert cells.day(written) == JULY


@pytest.mark.parametrize(
    ("written", "meant"),
    [("01/01/85", dt.date(1985, 1, 1)), ("12/31/9999", dt.date(9999, 12, 31))],
)
def test_days_long_ago_and_without_end(written: str, meant: dt.date) -> None:
    assert cells.day(written) == meant


@pytest.mark.parametrize("written", ["46204", "soon", "2026", "31/12/2026", "02/30/2026", "7/1"])
def test_days_that_are_not_guessed(written: str) -> None:
    with pytest.raises(ValueError, match="is no day"):
        cells.day(written)
