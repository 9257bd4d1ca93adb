"""Older material as others crawled it: a WARC file as CC-NEWS keeps them, whole, torn, and killed."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.backfill.materials import find_materials
from flows.settings import Settings
from newsroom.server import Newsroom
from tasks.fetching.archive import read_body
from warehouse.tables.fetches import Fetch

DATELINE = Path(sys.executable).with_name("dateline")
OUTLETS = ("meridian-wire", "ostra-tribune")
EVENING = datetime(2024, 3, 1, 23, 50, tzinfo=UTC)
TODAY = date(2026, 11, 23)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What a server said once: `status` with its phrase, content type and body."""

    url: str
    status: str
    content_type: str
    body: bytes


def pages_of(newsroom: Newsroom) -> list[Answer]:
    """Every page of two outlets, at addresses of an invented web."""
    return [
        answer_of(newsroom.base_urls[entry.outlet] + entry.path, entry.outlet, entry.path)
        for entry in newsroom.entries
        if entry.outlet in OUTLETS and entry.outcome not in ("forbidden", "redirect")
    ]


def answer_of(address: str, outlet: str, path: str) -> Answer:
    url = f"https://www.{outlet}.example{path}"
    try:
        with urlopen(address, timeout=30) as response:
            kind = response.headers["Content-Type"]
            return Answer(url, "200 OK", kind, response.read())
    except HTTPError as error:
        return Answer(url, f"{error.code} {error.reason}", "text/html", error.read())


def write_crawl(path: Path, answers: Sequence[Answer]) -> Path:
    """A WARC file as CC-NEWS has them, an answer each two minutes, around midnight."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "crawler"}))
        for number, answer in enumerate(answers):
            at = EVENING + timedelta(minutes=2 * number)
            packed = gzip.compress(answer.body)
            http = StatusAndHeaders(
                answer.status,
                [
                    ("Content-Type", answer.content_type),
                    ("Content-Encoding", "gzip"),
                    ("Transfer-Encoding", "chunked"),
                ],
                protocol="HTTP/1.1",
            )
            record = writer.create_warc_record(
                answer.url,
                "response",
                payload=io.BytesIO(b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)),
                http_headers=http,
                warc_headers_dict={"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"},
            )
            writer.write_record(record)
    return path


def load(config: Path, *names: Path, source_id: str | None = None) -> list[Any]:
    """What `dateline backfill` does, in this process."""
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    filler = Backfiller(config, Settings.read(config), source_id, TODAY)
    return list(filler.load_materials(find_materials([str(name) for name in names])))


@pytest.fixture(scope="module")
def answers(served: Newsroom) -> list[Answer]:
    image = Answer(
        "https://www.meridian-wire.example/a.jpg", "200 OK", "image/jpeg", b"\xff\xd8\xff"
    )
    moved = Answer("https://meridian-wire.example/old", "301 Moved", "text/html", b"")
    pages = pages_of(served)
    return [*pages[:3], image, *pages[3:], moved, image]


@pytest.fixture(scope="module")
def folder(served: Newsroom, nights: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration in which only the first of the two outlets is known, by its host."""
    folder: Path = tmp_path_factory.mktemp("backfill") / "config"
    known = 'name = "Meridian Wire"\nhome = "https://meridian-wire.example/"\nlanguage = "en"'
    nights.write_config(folder, {"wire": known}, data_dir=folder / "data")
    return folder


@pytest.fixture(scope="module")
def crawl(folder: Path, answers: list[Answer]) -> Path:
    return write_crawl(folder / "CC-NEWS-20240301.warc.gz", answers)


@pytest.fixture(scope="module")
def tables(folder: Path, crawl: Path, nights: Any, prefect_api_url: str) -> dict[str, Rows]:
    load(folder / "dateline.toml", crawl)
    tables: dict[str, Rows] = nights.read_tables(folder / "data")
    return tables


def test_every_page_of_the_crawl_is_a_row_with_an_outcome(
    tables: dict[str, Rows], answers: list[Answer]
) -> None:
    pages = [row for row in tables["fetches"] if row["resource"] == "page"]
    html = [a for a in answers if a.content_type != "image/jpeg" and not a.status.startswith("301")]
    assert sorted(row["url"] for row in pages) == sorted(a.url for a in html)
    by_url = {row["url"]: row for row in pages}
    for answer in html:
        row = by_url[answer.url]
        assert row["status_code"] == int(answer.status.split()[0])
        assert (row["outcome"] == "failed") == (row["status_code"] != 200)
    assert Counter(row["outcome"] for row in pages)["kept"] == len(tables["articles"]) >= 7


def test_what_is_no_page_is_counted_in_the_row_of_its_file(
    tables: dict[str, Rows], crawl: Path
) -> None:
    rows = [row for row in tables["fetches"] if row["resource"] == "warc"]
    assert {row["url"] for row in rows} == {crawl.as_uri()}
    assert {row["outcome"] for row in rows} == {"listed"}
    said = " ".join(row["reason"] or "" for row in rows)
    assert said.count("1 image/jpeg") == 2
    assert "1 redirects" in said
    assert sum(row["archive_length"] for row in rows) == crawl.stat().st_size


def test_pages_keep_the_time_at_which_they_were_crawled(
    tables: dict[str, Rows], answers: list[Answer]
) -> None:
    times = {row["url"]: row for row in tables["fetches"] if row["resource"] == "page"}
    for number, answer in enumerate(answers):
        if answer.url in times:
            row = times[answer.url]
            assert row["requested_at"] == EVENING + timedelta(minutes=2 * number)
            assert row["night_date"] == row["requested_at"].date()
    runs = sorted((row["night_date"], row["flow"]) for row in tables["runs"])
    assert runs == [(date(2024, 3, 1), "backfill"), (date(2024, 3, 2), "backfill")]


def test_a_page_belongs_to_the_outlet_of_its_host_or_else_to_the_host(
    tables: dict[str, Rows],
) -> None:
    assert {row["source_id"] for row in tables["articles"]} == {"wire", "ostra-tribune.example"}
    names = {row["source_id"]: row["name"] for row in tables["sources"]}
    assert names["wire"] == "Meridian Wire"


def test_pages_are_read_from_the_file_where_it_lies(
    tables: dict[str, Rows], folder: Path, answers: list[Answer]
) -> None:
    bodies = {answer.url: answer.body for answer in answers}
    kept = [row for row in tables["fetches"] if row["outcome"] == "kept"]
    for row in kept:
        assert read_body(folder / "data" / "archive", Fetch(**row)) == bodies[row["url"]]
    assert list((folder / "data" / "archive").rglob("*.warc.gz")) == []


def test_no_check_fails_on_what_was_loaded(tables: dict[str, Rows]) -> None:
    failed = [c for c in tables["checks"] if c["severity"] == "fail" and c["violations"]]
    assert failed == []
    assert tables["checks"]


def test_the_same_file_under_another_name_is_not_loaded_again(
    tables: dict[str, Rows], folder: Path, crawl: Path, nights: Any, tmp_path: Path
) -> None:
    copy = shutil.copy(crawl, tmp_path / "renamed.warc.gz")
    loaded = load(folder / "dateline.toml", Path(copy))
    assert [each.was_there for each in loaded] == [True, True]
    assert nights.read_tables(folder / "data") == tables


def test_a_torn_file_gives_what_could_be_read_and_says_so(
    answers: list[Answer], nights: Any, tmp_path: Path, prefect_api_url: str
) -> None:
    config = nights.write_config(
        tmp_path / "config", {"other": 'name = "Other"'}, data_dir=tmp_path / "data"
    )
    file = write_crawl(tmp_path / "torn.warc.gz", answers[:3])
    file.write_bytes(file.read_bytes()[:-200])
    (loaded,) = load(config, file, source_id="other")
    assert loaded.run.outcome == "finished_with_failures"
    tables = nights.read_tables(tmp_path / "data")
    (row,) = [r for r in tables["fetches"] if r["resource"] == "warc"]
    assert (row["outcome"], row["source_id"]) == ("failed", "other")
    assert "breaks off" in row["reason"]
    assert len(tables["fetches"]) == 3  # the file and the two pages before the tear
    assert {r["source_id"] for r in tables["articles"]} == {"other"}


def start(config: Path, crawl: Path, api_url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [DATELINE, "backfill", crawl, "--config", config],
        env=os.environ | {"PREFECT_API_URL": api_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_backfill_that_is_killed_goes_on_where_it_was(
    tables: dict[str, Rows], folder: Path, crawl: Path, nights: Any, prefect_api_url: str
) -> None:
    known = (folder / "sources" / "wire.toml").read_text()
    other = folder.with_name("killed")
    config = nights.write_config(other, {"wire": known}, data_dir=other / "data")
    killed = start(config, crawl, prefect_api_url)
    assert killed.stdout is not None
    assert b"2024-03-01" in killed.stdout.readline()  # the first day is committed
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait(60)
    killed.stdout.close()
    again = start(config, crawl, prefect_api_url)
    said = again.communicate(timeout=300)[0].decode()
    assert again.returncode == 0
    assert "already" in said.splitlines()[0]
    ended = nights.read_tables(other / "data", without_time_and_place=True)
    whole = nights.read_tables(folder / "data", without_time_and_place=True)
    for table in ("articles", "mentions", "entities", "claims"):
        assert ended[table] == whole[table], table
