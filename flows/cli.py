"""`dateline`: the command line. A failure that a user can cause is one line and exit status 2."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from flows.commands import backfill, doctor, filters, outlets, query, reannotate, run

_INTERRUPTED = 130  # what typer gives for Ctrl-C, and a shell for a program that ended by it

app = typer.Typer(
    help="Tonight's news as tables: who claimed what, in whose words, how firmly, who carried it.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(run.run_night)
app.command("serve")(run.serve)
app.command("backfill")(backfill.backfill)
app.command("reannotate")(reannotate.reannotate)
app.command("sql")(query.sql)
app.command("report")(query.report)
app.command("check")(query.check)
app.command("describe")(query.describe)
app.command("export")(query.export)
app.command("maintain")(query.maintain)
app.command("extract")(filters.extract)
app.command("annotate")(filters.annotate)
app.add_typer(outlets.app, name="sources")
app.command("doctor")(doctor.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"dateline {version('dateline')}")  # noqa: T201 - the answer itself
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens.")] = False,
    version: Annotated[  # noqa: ARG001 - the callback acts on it
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())  # noqa: T201 - the answer itself
        raise typer.Exit
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("dateline").setLevel(logging.INFO)
    if verbose:
        logging.getLogger().setLevel(logging.INFO)
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")


def main() -> None:
    """Run the command line and exit: 0 done, 1 checks failed, 2 one line said why, 130 interrupted.

    Where the reader of its output has gone (`| head`), typer ends it with 1 and without a word.
    """
    # A query may open with a comment, which is no option.
    words = [f" {w}" if w.startswith(("-- ", "--\n")) else w for w in sys.argv[1:]]
    try:
        status = app(words, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        status = _INTERRUPTED
    except TyperException as error:
        # Typer hands on what its parser of dates says, with that parser's own opening.
        sys.exit(_complain(error.format_message().replace("Value error, ", ""), 2))
    except Exception as error:
        message = _message_for_user(error)
        if message is None:
            raise
        sys.exit(_complain(message, 2))
    if status == _INTERRUPTED:
        _complain("interrupted; run the same command again to go on", _INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _complain(message: str, status: int) -> int:
    print(f"dateline: {message}", file=sys.stderr)  # noqa: T201 - stderr is the place for it
    return status


def _message_for_user(error: Exception) -> str | None:
    """The one line for an error that a user can cause or mend; None for a fault of ours."""
    # Imported only now: most commands need few of these.
    from flows.mistakes import MistakeError  # noqa: PLC0415
    from flows.settings import SettingsError  # noqa: PLC0415
    from flows.silence import SilentNightError  # noqa: PLC0415
    from tasks.annotation.annotator import AnnotatorError  # noqa: PLC0415
    from tasks.extraction.pool import ExtractionError  # noqa: PLC0415
    from tasks.fetching.archive import ArchiveError  # noqa: PLC0415
    from tasks.sources.warc import WarcError  # noqa: PLC0415
    from warehouse.errors import WarehouseError  # noqa: PLC0415

    faults = (SettingsError, SilentNightError, AnnotatorError, ArchiveError, ExtractionError)
    if isinstance(error, (*faults, MistakeError, WarcError, WarehouseError)):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return None
