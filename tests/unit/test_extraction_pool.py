"""Pages that hang, crash or eat memory cost themselves only."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from tasks.extraction.job import Limits
from tasks.extraction.pool import ExtractionError, ExtractionPool, Page, extract_pages

ARTICLE = b"<html><body><article><h1>Pier</h1>" + (
    b"<p>The harbour board voted on Thursday to reopen the north pier after eleven months.</p>"
    * 1
    + b"<p>Opponents said that the foundations had not been inspected since the storm, and that the "
    b"report on which the board relied was not to be had by anyone outside it.</p><p>By 1 March the "
    b"board is to answer.</p></article></body></html>"
)

HOSTILE = '''
"""An extractor for tests: does to its worker what the page's bytes say."""

import os
import time

from tasks.extraction.record import Extracted


def extract(body, *, url, content_type=None, time_zone=None):
    if body == b"hang":
        while True:
            pass
    if body == b"sleep":
        time.sleep(3600)
    if body == b"crash":
        os.abort()
    if body == b"exit":
        os._exit(3)
    if body == b"die young":
        os.kill(os.getpid(), 9)
    if body == b"eat":
        return len(bytearray(2_000_000_000))
    if body == b"print":
        print("a library that prints")
    return Extracted(status="ok", kind="article", text=body.decode("latin-1"), extractor="test")
'''


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    (tmp_path / "hostile_extractor.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(str(tmp_path))
    return "hostile_extractor:extract"


def run(hostile, bodies, *, workers=2, timeout_s=0.2):
    with ExtractionPool(workers, Limits(timeout_s, 400), extractor=hostile) as pool:
        return list(pool.extract(Page(str(i), None, body) for i, body in enumerate(bodies)))


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        (b"hang", "took longer than 0.2 s"),
        (b"sleep", "took longer than 0.2 s"),
        (b"crash", "killed its worker (SIGABRT)"),
        (b"exit", "ended its worker (status 3)"),
        (b"die young", "killed its worker (SIGKILL)"),
        (b"eat", "needed more memory than allowed"),
    ],
)
def test_a_poisonous_page_is_rejected_and_its_neighbours_are_not(hostile, poison, reason):
    got = run(hostile, [b"one", poison, b"two", b"three"])
    assert [page.text for page in got] == ["one", "", "two", "three"]
    assert got[1].status == "rejected"
    assert got[1].reason == reason


def test_a_worker_that_dies_as_it_starts_is_replaced(hostile, tmp_path):
    extractor = tmp_path / "hostile_extractor.py"
    died = tmp_path / "died"
    dying = f"from pathlib import Path\nif not Path({str(died)!r}).exists():\n"
    dying += f"    Path({str(died)!r}).touch()\n    raise SystemExit(9)\n"
    extractor.write_text(dying + extractor.read_text().partition('"""\n\n')[2])
    assert [page.text for page in run(hostile, [b"one", b"two"])] == ["one", "two"]
    assert died.exists()


def test_answers_come_in_the_order_of_the_pages(hostile):
    bodies = [str(number).encode() for number in range(60)]
    assert [page.text.encode() for page in run(hostile, bodies)] == bodies


def test_a_library_that_prints_does_not_garble_the_answers(hostile):
    assert [page.text for page in run(hostile, [b"print", b"next"])] == ["print", "next"]


def test_a_pool_serves_several_batches(hostile):
    with ExtractionPool(1, Limits(5, 400), extractor=hostile) as pool:
        first = [page.text for page in pool.extract([Page("a", None, b"a")])]
        second = [page.text for page in pool.extract([Page("b", None, b"b")])]
    assert (first, second) == (["a"], ["b"])


def test_pages_are_taken_as_they_are_needed(hostile):
    taken = []

    def pages():
        for number in range(1000):
            taken.append(number)
            yield Page(str(number), None, b"x")

    with ExtractionPool(1, Limits(5, 400), extractor=hostile) as pool:
        next(iter(pool.extract(pages())))
        assert len(taken) < 20


def test_real_pages_come_from_bytes_files_and_callables_in_a_thread(tmp_path):
    (tmp_path / "page.html").write_bytes(ARTICLE)

    def broken():
        raise OSError("the archive is gone")

    pages = [
        Page("bytes", None, ARTICLE),
        Page("file", None, tmp_path / "page.html"),
        Page("missing", None, tmp_path / "none.html"),
        Page("callable", None, lambda: ARTICLE),
        Page("broken", None, broken),
    ]
    got = []
    thread = threading.Thread(target=lambda: got.extend(extract_pages(pages, workers=1)))
    thread.start()
    thread.join()
    assert got[0].text.startswith("The harbour board voted")
    assert got[0] == got[1] == got[3]
    assert got[2].reason == "no such file: none.html"
    assert got[4].reason == "its bytes cannot be read: the archive is gone"


def test_an_endless_list_on_the_page_costs_seconds_and_not_the_page():
    endless = b"<div>" + b"<p>Posted today</p><p>More.</p>" * 12_000 + b"</div>"
    page = Page("endless", None, ARTICLE.replace(b"</body>", endless + b"</body>"))
    (got,) = extract_pages([page], workers=1, page_timeout_s=5)
    assert got.extractor != "none", got.reason


def test_workers_that_cannot_start_are_one_clear_error(hostile):
    with (
        pytest.raises(ExtractionError, match="end as they start"),
        ExtractionPool(1, Limits(5, 400), extractor="no_such_module:extract") as pool,
    ):
        list(pool.extract([Page("a", None, b"a")]))


def test_workers_do_not_outlive_a_parent_that_is_killed(hostile, tmp_path):
    script = textwrap.dedent(f"""
        from tasks.extraction.job import Limits
        from tasks.extraction.pool import ExtractionPool, Page
        with ExtractionPool(2, Limits(60, 400), extractor={hostile!r}) as pool:
            for _ in pool.extract(Page(str(n), None, b"x") for n in range(3)):
                pass
            print(*[w.process.pid for w in pool._workers], flush=True)
            input()
    """)
    paths = os.pathsep.join([str(tmp_path), str(Path.cwd()), *filter(None, sys.path)])
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
        text=True,
    )
    children = [int(pid) for pid in parent.stdout.readline().split()]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    assert len(children) == 2
    deadline = time.monotonic() + 20
    while any(map(_is_alive, children)) and time.monotonic() < deadline:
        os.sched_yield()
    assert not any(map(_is_alive, children))


def _is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
