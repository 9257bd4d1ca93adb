"""What Ctrl-C says."""

from __future__ import annotations

import sys

import pytest

from flows import cli
from flows.commands import query


def test_an_interrupted_command_says_so_and_ends_as_shells_expect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(query, "read_settings", interrupted)
    monkeypatch.setattr(sys, "argv", ["dateline", "maintain"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    said = capsys.readouterr().err
    assert said == "dateline: interrupted; run the same command again to go on\n"
