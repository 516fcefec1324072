"""Zip files within bounds, and what a zip may hold."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cms_files import code_sheet, fixed, packed, row, workbook

from codes.importers import archive
from codes.importers.problem import UnreadableFile
from codes.importers.source import open_source

Save = Callable[[str, bytes], Path]
TEXT = fixed([row("J9901", "Injection, examplin, 10 mg")])


def test_companions_are_left_aside(saved: Save) -> None:
    path = saved(
        "january-2030.zip",
        packed(
            {
                "HCPC2030_JAN_ANWEB.txt": TEXT,
                "HCPC2030_JAN_ANWEB.xlsx": workbook({"A": code_sheet([])}),
                "HCPC2030_JAN_Trans_Alpha.xlsx": b"",
                "HCPC2030_Corrections.txt": b"",
                "NOC_Codes_2030.xlsx": b"",
                "Changes_by_ActionCode.prn": b"",
                "proc_notes_2030.txt": b"",
                "HCPCS2030_recordlayout.txt": b"",
                "README.txt": b"",
            }
        ),
    )
    source = open_source(path)

    assert (source.name, source.outer_name) == ("HCPC2030_JAN_ANWEB.txt", "january-2030.zip")
    assert source.content == TEXT


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"x_trans_alpha.xlsx": b"x"}, "holds no code file, only a report of changes."),
        ({}, "holds no code file, only nothing."),
        ({"a.txt": b"x", "b.txt": b"x"}, "holds several tables (a.txt, b.txt)"),
        ({"1/a.txt": b"x", "2/a.txt": b"x"}, "holds several tables (1/a.txt, 2/a.txt)"),
        ({"inner.zip": b"x"}, "holds another archive, 'inner.zip'"),
        ({"inner.txt": packed({"a": b"b"})}, "holds another archive, 'inner.txt'"),
        ({"../a.txt": b"x"}, "holds a file whose name leaves the folder: '../a.txt'."),
        ({"/etc/a.txt": b"x"}, "holds a file whose name leaves the folder: '/etc/a.txt'."),
        ({"c:\\a.txt": b"x"}, "holds a file whose name leaves the folder"),
        ({f"{n}.txt": b"x" for n in range(21)}, "holds 21 files; at most 20 are read."),
        ({"a.txt": b"0" * 3_000_000}, "unpacks 'a.txt' to more than 100 times its size."),
    ],
)
def test_refused_archives(saved: Save, files: dict[str, bytes], says: str) -> None:
    content = packed(files) if files else b"PK\x03\x04" + packed({})
    with pytest.raises(UnreadableFile) as refusal:
        open_source(saved("a.zip", content))

    assert str(refusal.value).startswith("a.zip ")
    assert says in str(refusal.value)


def test_bytes_are_counted_and_not_believed(saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    small = packed({"a.txt": b"0" * 200, "readme.txt": b"0" * 200})
    monkeypatch.setattr(archive, "MAX_BYTES", 300)
    with pytest.raises(UnreadableFile, match=r"a\.zip unpacks to more than"):
        open_source(saved("a.zip", small))


def test_a_workbook_is_held_to_the_same_bounds(saved: Save) -> None:
    book = workbook({"A": [["0" * 3_000_000]]})
    with pytest.raises(UnreadableFile, match="to more than 100 times its size"):
        open_source(saved("a.xlsx", book)).sheets()


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r="a1"><v>1</v></c></row><row r="1048576"><c r="xfd9"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 3000 + "</row>" + "<row><c><v>1</v></c></row>" * 3000,
    ],
)
def test_a_sheet_of_distant_cells_is_refused_before_it_is_laid_out(saved: Save, cells: str) -> None:
    parts = {
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData>".encode(),
    }
    with pytest.raises(UnreadableFile, match=r"a\.xlsx has a sheet of .* cells are read"):
        open_source(saved("a.xlsx", packed(parts))).sheets()


def test_links_are_refused(saved: Save) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFile, match=r"holds a link, 'a\.txt'"):
        open_source(saved("a.zip", buffer.getvalue()))


def test_passwords_are_refused(saved: Save) -> None:
    content = bytearray(packed({"a.txt": TEXT}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    with pytest.raises(UnreadableFile, match="is protected by a password"):
        open_source(saved("a.zip", bytes(content)))


@pytest.mark.parametrize("missing", [1, 30, 100])
def test_a_truncated_zip_is_refused(saved: Save, missing: int) -> None:
    with pytest.raises(UnreadableFile, match="is a damaged zip file"):
        open_source(saved("a.zip", packed({"a.txt": TEXT})[:-missing]))


def test_a_damaged_member_is_refused(saved: Save) -> None:
    content = bytearray(packed({"a.txt": bytes(range(256)) * 8}))
    content[60] ^= 0xFF
    with pytest.raises(UnreadableFile, match="is a damaged zip file"):
        open_source(saved("a.zip", bytes(content)))


def _rubbish(fault: str) -> bytes:
    """A zip of one file with one fault of those that made the standard library fail."""
    method = zipfile.ZIP_LZMA if fault == "lzma" else zipfile.ZIP_DEFLATED
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr("a.txt", TEXT)
    content = bytearray(buffer.getvalue())
    entry, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    if fault == "name":  # said to be UTF-8, and is not
        content[entry + 9] |= 0x08
        content[entry + 46] = 0xFF
    elif fault == "version":
        content[entry + 6] = 200
    elif fault == "no name":  # a name ends with a zero byte, here before it began
        content[entry + 46] = 0
    elif fault == "beyond":  # its place is the largest number of eight bytes
        content[entry + 30] = 12
        content[entry + 42 : entry + 46] = b"\xff" * 4
        content[entry + 51 : entry + 51] = b"\x01\x00\x08\x00" + b"\xff" * 8
        content[end + 12 + 12] += 12
    elif fault == "place":  # the file begins before the archive does
        content[end + 16 : end + 20] = (1 << 31).to_bytes(4, "little")
    else:
        content[48:60] = b"\xff" * 12
    return bytes(content)


@pytest.mark.parametrize("fault", ["name", "no name", "version", "place", "beyond", "lzma"])
@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_rubbish_is_a_damaged_zip(saved: Save, name: str, fault: str) -> None:
    path = saved(name, _rubbish(fault))
    with pytest.raises(UnreadableFile) as refusal:
        open_source(path)

    assert str(refusal.value) == (
        f"{name} is a damaged zip file; download it again and import the whole file."
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"", "a.xlsx is empty."),
        ("a.txt", b"\r\n \n", "a.txt is empty."),
        ("a.xlsx", b"%PDF-1.7\n...", "a.xlsx is a PDF, whatever its name says; a workbook"),
    ],
)
def test_refused_files(saved: Save, name: str, content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        open_source(saved(name, content))

    assert str(refusal.value).startswith(says)


def test_a_file_beyond_the_bounds_is_not_read(saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 300)
    with pytest.raises(UnreadableFile, match=r"a\.txt is larger than"):
        open_source(saved("a.txt", TEXT))


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        open_source(tmp_path / "gone.zip")

    assert str(refusal.value) == "gone.zip cannot be opened: no such file or directory."
