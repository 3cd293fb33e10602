"""What an article says of itself."""

import datetime as dt

import pytest

from pipeline.text.clutter import clutter
from pipeline.text.metadata import Metadata, metadata, stated_date

BODY = "The lake rose by two metres in a week, and the water authority warned of floods on Sunday.\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6 Dec 2025 5:44 PM IST", dt.date(2025, 12, 6)),
        ("Friday, Dec 5, 2025 7:55 am ET2min read", dt.date(2025, 12, 5)),
        ("Published: 1st of March, 2020", dt.date(2020, 3, 1)),
        ("2024-02-29T10:00:00Z", dt.date(2024, 2, 29)),
        ("Sept. 9, 2021", dt.date(2021, 9, 9)),
        ("31 Feb 2024, then 1 March 2024", dt.date(2024, 3, 1)),
        ("5/6/2025", None),
        ("Dec 5", None),
        ("2027", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_is_certain(text: str, day: dt.date | None) -> None:
    assert stated_date(text) == day


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"By Ana Silva and Bo Lund\nPORTO, May 3, 2024 (Reuters) - {BODY}", Metadata(None, dt.date(2024, 5, 3), "Ana Silva and Bo Lund", "Reuters")),
        (f"WASHINGTON, Dec 5 (Reuters) – {BODY}", Metadata(publisher="Reuters")),
        (f"Floods feared along the shore\nBy Ana Silva | 3 May 2024\n{BODY}", Metadata("Floods feared along the shore", dt.date(2024, 5, 3), "Ana Silva")),
        (BODY, Metadata()),
        (f"---\ntitle: Floods\ndate: 2024-05-03\nauthor: [Ana Silva, Bo Lund]\nsource: Lake Courier\n---\n{BODY}", Metadata("Floods", dt.date(2024, 5, 3), "Ana Silva and Bo Lund", "Lake Courier")),
        (f"---\ntitle: [unclosed\n---\n{BODY}", Metadata()),
        (f"---\njust words\n---\n{BODY}", Metadata()),
        (f"# Floods along the eastern shore\n\n{BODY}", Metadata("Floods along the eastern shore")),
    ],
)  # fmt: skip
def test_title_date_byline_and_publisher_are_read_where_they_stand(text: str, told: Metadata) -> None:
    assert metadata(text, clutter(text)) == told
