"""Places of service: two layouts, one table."""

from __future__ import annotations

from pathlib import Path

import pytest
from cms_files import origin, source

from codes.importers import places
from codes.importers.places import PlaceRecord
from codes.importers.problem import UnreadableFile
from codes.importers.source import open_source
from codes.models import PlaceOfService

TYPED = b"""pos_code,pos_type,pos_name,pos_description
02,Facility,Telehealth away from home,Made up
11,Non-Facility,Office,Made up
22,Facility,Hospital on campus,Made up
28,Unassigned,Unassigned,
"""
PLAIN = b"""code,description
02,"TELEHEALTH (EFFECTIVE JANUARY 1, 2030) - MADE UP"
11,OFFICE - MADE UP
22,HOSPITAL ON THE CAMPUS- MADE UP
41,MADE LAND A LAND VEHICLE MADE UP
~,NO DESCRIPTION AVAILABLE
"""


def names() -> dict[str, tuple[str, bool, bool]]:
    return {
        place.code: (place.name, place.is_facility, place.is_assigned)
        for place in PlaceOfService.objects.all()
    }


def test_reading_both_layouts() -> None:
    typed, plain = places.read(source(TYPED)), places.read(source(PLAIN, "a.csv"))

    assert typed.records[3] == PlaceRecord(
        code="28", name="Unassigned", is_assigned=False, is_facility=False
    )
    assert [(each.code, each.name) for each in plain.records] == [
        ("02", "Telehealth"),
        ("11", "Office"),
        ("22", "Hospital on the campus"),
        ("41", "Made land"),
    ]
    assert plain.refused == ("a.csv, row 6: ~ stands for no place of service.",)


@pytest.mark.django_db
def test_words_alone_leave_the_kind_and_the_longer_name() -> None:
    places.store(places.read(source(TYPED)), origin("2024-01-01"))
    [tally] = places.store(places.read(source(PLAIN)), origin("2026-01-01"))
    [again] = places.store(places.read(source(PLAIN)), origin("2026-01-01"))
    [older] = places.store(places.read(source(TYPED)), origin("2024-01-01"))

    assert str(tally) == "pos places: added=1 changed=1 ended=0 unchanged=2 refused=1"
    assert str(again) == "pos places: added=0 changed=0 ended=0 unchanged=4 refused=1"
    assert older.counts()["changed"] == 0
    assert names() == {
        "02": ("Telehealth away from home", True, True),
        "11": ("Office", False, True),
        "22": ("Hospital on the campus", True, True),
        "28": ("Unassigned", False, False),
        "41": ("Made land", True, True),
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"code,description\nCO,Made up\n", "row 2: the code is 'CO'; two digits are wanted."),
        (b"code,description\n01,Made up\n", "does not name place 11 Office"),
        (b"a,b\n1,2\n", "has neither the columns pos_code, pos_type, pos_name nor code"),
        (TYPED.replace(b"Facility,H", b"Clinic,H"), "row 4: pos_type is 'Clinic'; Facility,"),
        (TYPED.replace(b"28,", b"22,"), "row 5: 22 is listed twice"),
        (TYPED[:90], "row 3: the number of cells differs from the heading's."),
    ],
)
def test_other_tables_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        places.read(source(content, "a.csv"))

    assert says in str(refusal.value)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["carc_codes_bfd_2026.csv", "provider_specialty_bfd_2026.csv", "rarc_codes_2024.csv"]
)
def test_published_lists_of_another_kind_are_refused(shared: Path, name: str) -> None:
    with pytest.raises(UnreadableFile):
        places.read(open_source(shared / "data/codesets" / name))


@pytest.mark.shared
def test_published_lists(shared: Path) -> None:
    folder = shared / "data/codesets"
    typed = places.read(open_source(folder / "pos_codes_2024.csv"))
    plain = places.read(open_source(folder / "pos_codes_bfd_2026.csv"))

    assert (len(typed.records), len(plain.records), len(plain.refused)) == (99, 100, 1)
    assert {each.code for each in typed.records if each.is_facility} == places._FACILITIES
    assigned = {each.code: each.name for each in typed.records if each.is_assigned}
    assert assigned.keys() == {each.code for each in plain.records if each.is_assigned}
    assert max(len(each.name) for each in plain.records) <= 80
