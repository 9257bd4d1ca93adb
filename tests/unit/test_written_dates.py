"""Days as readers of other alphabets and calendars see them."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.extraction.dates.written_dates import day_in_address, written_day


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("٠٢:٠٠ الخميس ١٩ / ١١ / ٢٠٢٦", "ar"),
        ("19\u200f/11\u200f/2026", "ar"),
        ("१९ नवंबर २०२६", "hi"),
        # Another spelling of the month, on a page that says it is English.
        ("Published: 19 नवम्बर 2026, 05:30 IST", "en"),
        ("19 พ.ย. 2569 10:00 น.", "th"),
        ("19/11/2569", "th"),
        ("วันพฤหัสบดีที่ 19 พฤศจิกายน พ.ศ. 2569", ""),
        ("입력2026.11.19 10:30", "ko"),
        ("发布于2026年11月19日", ""),
        ("令和8年11月19日 9時30分", "ja"),
        ("民國115年11月19日", "zh-Hant"),
        ("Thứ năm, 19 tháng 11 năm 2026", "vi"),
        ("ceturtdiena, 2026. gada 19. novembris", "lv"),
        ("יום חמישי, 19 בנובמבר 2026", "he"),
        ("2026(e)ko azaroaren 19(a)", "eu"),
    ],
)
def test_a_day_is_read_in_other_scripts_and_calendars(text, language):
    assert written_day(text, language) == date(2026, 11, 19)


@pytest.mark.parametrize("text", ["2569 readers", "5 11 2026", "19 November", "May 2026, 19 men"])
def test_numbers_that_are_no_day_are_none(text):
    assert written_day(text, "en") is None


@pytest.mark.parametrize(
    "path",
    ["/2026/11/19/pier", "/202611/t20261119_4711.html", "/pier-2026-11-19", "/2026/nov/19/pier"],
)
def test_a_day_in_the_address_is_read(path):
    assert day_in_address(f"https://post.example{path}") == date(2026, 11, 19)
