r"""The interactive session of `dateline sql`: statements until `;`, `\d` to look about, `\q` to go."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from warehouse.connect import Warehouse
from warehouse.describe import describe_text, list_names
from warehouse.errors import WarehouseError
from warehouse.query import run_query, write_table

HELP = r"""\d        tables and views          \d NAME   what its columns mean
\q        leave (so does Ctrl-D)    ;         ends a statement
"""
PROMPT, CONTINUATION = "dateline> ", "     ...> "


def run_shell(
    warehouse: Warehouse, stream: IO[str], read_line: Callable[[str], str] = input
) -> None:
    """Answers statements on `stream` until the input ends; mistakes cost one line each.

    `read_line` takes a prompt, gives a line, and raises `EOFError` at the end, as `input` does.
    """
    stream.write("Dateline: SQL ends with ;   \\d lists tables and views   \\q leaves\n")
    pending: list[str] = []
    while True:
        try:
            line = read_line(CONTINUATION if pending else PROMPT)
        except EOFError:
            stream.write("\n")
            return
        except KeyboardInterrupt:
            pending.clear()
            stream.write("\n")
            continue
        command = line.strip()
        if not pending and command.startswith("\\"):
            if command == "\\q":
                return
            _answer_command(stream, command)
            continue
        pending.append(line)
        if command.endswith(";"):
            _answer_query(warehouse, stream, "\n".join(pending))
            pending.clear()


def keep_history(path: Path) -> None:
    """Line editing, and a history that outlives the session."""
    # Its import alone changes how `input` reads, which only this session wants.
    import readline  # noqa: PLC0415

    def save() -> None:
        # A history that cannot be kept is no reason to end a session with a traceback.
        with contextlib.suppress(OSError):
            readline.write_history_file(path)

    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    readline.set_history_length(2000)
    atexit.register(save)


def _answer_command(stream: IO[str], command: str) -> None:
    name, _, argument = command.partition(" ")
    if name != "\\d":
        stream.write(HELP)
        return
    try:
        stream.write(describe_text(argument.strip()) if argument.strip() else list_names())
    except WarehouseError as error:
        stream.write(f"{error}\n")


def _answer_query(warehouse: Warehouse, stream: IO[str], sql: str) -> None:
    try:
        write_table(run_query(warehouse, sql), stream)
    except WarehouseError as error:
        stream.write(f"{error}\n")
    except KeyboardInterrupt:
        warehouse.connection.interrupt()
        stream.write("stopped\n")
