"""Dates as people write them."""

from __future__ import annotations

import pytest

from manifests.dates import iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-3-1T10:00:00+01:00", "2026-03-01"),
        ("20260301", "2026-03-01"),
        ("June 1910", "1910-06"),
        ("2nd of Sept., 1910", "1910-09-02"),
        ("September 2, 1910", "1910-09-02"),
        ("1910", "1910"),
        ("[ca. 1910?]", "1910"),
        ("©1910, 1926", "1910"),
        ("1910-52", "1910"),
        ("2 septembre 1910", "1910"),
        ("03/04/1910", "1910"),
        ("1910-02-30", "1910"),
        ("AD 731", "0731"),
        ("0101-01-01T00:00:00+00:00", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("17th century", None),
        ("the 1910s", None),
        ("44 BC", None),
        ("399 B.C.E.", None),
        ("-0399-01-01", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_certain(written, date):
    assert iso_date(written) == date
