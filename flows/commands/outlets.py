"""`dateline sources`: the outlets as configured, a new one by its address, and a try of one."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.commands.options import ConfigOption, read_settings

if TYPE_CHECKING:
    from flows.outlets.adding import Addition

app = typer.Typer(
    help="List the outlets, add one by its address, or try one.", no_args_is_help=True
)
SAMPLES = 5

NameOption = Annotated[
    Optional[str],  # noqa: UP045 - typer knows no other form
    typer.Option("--name", help="What to call it; its file is named after it."),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the file, and write nothing.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


@app.command("list")
def list_(*, config: ConfigOption = None) -> None:
    """The configured outlets and what each is read from."""
    from flows.preparation import read_outlets_offline  # noqa: PLC0415

    for outlet in read_outlets_offline(read_settings(config)):
        typer.echo(f"{outlet.source_id}\t{outlet.name}\t{' '.join(outlet.listings)}")


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Its home page; or a feed or sitemap of it.")],
    *,
    name: NameOption = None,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    config: ConfigOption = None,
) -> None:
    """Find an outlet's feeds and sitemaps, show five of its articles, and write its file."""
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.outlets.new_outlet import outlet_path, read_outlet_address, slug  # noqa: PLC0415
    from flows.preparation import require_contact  # noqa: PLC0415
    from tasks.sources.outlet import Outlet  # noqa: PLC0415

    settings = read_settings(config)
    address = read_outlet_address(url)
    if name is not None:
        outlet_path(settings, slug(name), is_forced=force)
    require_contact(settings, [Outlet(source_id="new", name="new", feeds=(address,))])
    prepare_prefect()
    from flows.commands.outlet_tables import open_console, show_addition  # noqa: PLC0415
    from flows.outlets.adding import find_outlet, write_addition  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="dateline-") as folder, _telling() as tell:
        addition = find_outlet(
            address,
            settings=settings,
            name=name,
            is_forced=force,
            now=datetime.now(UTC),
            folder=Path(folder),
            samples=SAMPLES,
            tell=tell,
        )
    if not dry_run:
        write_addition(addition)
    show_addition(open_console(), addition)
    typer.echo(_ending(addition, is_written=not dry_run, is_demo=config is None), nl=False)


def _ending(addition: Addition, *, is_written: bool, is_demo: bool) -> str:
    if not is_written:
        return f"{addition.file} would be:\n\n{addition.text}"
    beside = "It stands beside the demo newsroom's; --config FILE adds to outlets of your own.\n"
    return f"Written: {addition.file}\n{beside if is_demo else ''}"


@app.command("try")
def try_(
    source_id: Annotated[str, typer.Argument(help="The outlet: the name of its file.")],
    *,
    config: ConfigOption = None,
) -> int:
    """Read an outlet's listings now and extract five articles; nothing is stored.

    Exit status 1 where the outlet cannot be collected as it is configured.
    """
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.preparation import read_outlets_offline, require_contact  # noqa: PLC0415

    settings = read_settings(config)
    outlets = {outlet.source_id: outlet for outlet in read_outlets_offline(settings)}
    if source_id not in outlets:
        raise typer.BadParameter(f"no outlet {source_id}; there are {', '.join(outlets)}")
    require_contact(settings, [outlets[source_id]])
    prepare_prefect()
    from flows.commands.outlet_tables import open_console, show_trial  # noqa: PLC0415
    from flows.outlets.trial import try_outlet  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        today = settings.today(datetime.now(UTC))
        trial = try_outlet(settings, source_id, today, Path(folder), samples=SAMPLES)
    show_trial(open_console(), trial)
    return 0 if trial.verdict[0] else 1


@contextmanager
def _telling() -> Iterator[Callable[[str], None]]:
    """Says what is being done where somebody watches; elsewhere a log line with --verbose."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True)
    if not sys.stderr.isatty():
        yield logging.getLogger(__name__).info
        return
    with console.status("") as status:
        yield status.update
