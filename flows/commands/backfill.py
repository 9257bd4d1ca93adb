"""`dateline backfill`: older material into the same tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from flows.commands.options import ConfigOption, FromOption, ToOption, read_range

if TYPE_CHECKING:
    from flows.backfill.materials import Material
    from flows.backfill.order import Backfiller, Loaded
    from flows.settings import Settings


def backfill(
    materials: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer knows Optional, not every form of a union
        typer.Argument(help="WARC files (also quoted patterns), folders of WARC files or pages."),
    ] = None,
    *,
    first: FromOption = None,
    last: ToOption = None,
    source: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The outlet of the pages; else that of their host, or the host."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Load older material: files and folders, or with --from and --to nights of the archive.

    With --source alone, the WARC files that the outlet's own file names.

    Every part is one commit; what is in the warehouse already is passed over, so that the same
    command goes on where a killed one stopped.
    """
    from flows.orchestration import prepare_prefect  # noqa: PLC0415
    from flows.preparation import prepare_folders  # noqa: PLC0415
    from flows.settings import EMBEDDED_CONFIG, Settings  # noqa: PLC0415
    from warehouse.lock import hold_writer_lock  # noqa: PLC0415

    nights = read_range(first, last)
    _refuse_mixture(bool(materials) or source is not None, first is not None or last is not None)
    file = config or EMBEDDED_CONFIG
    settings = Settings.read(file)
    found = _find(materials or [], source, settings)
    prepare_folders(settings)
    prepare_prefect()
    from flows.backfill.order import Backfiller  # noqa: PLC0415 - Prefect takes seconds to import

    filler = Backfiller(file.resolve(), settings, source, settings.today(datetime.now(UTC)))
    with hold_writer_lock(settings.data_dir / "run.lock"):
        _load(filler, found, nights)


def _refuse_mixture(has_materials: bool, has_range: bool) -> None:
    from flows.mistakes import MistakeError  # noqa: PLC0415

    if has_range == has_materials:
        raise MistakeError(
            "backfill: give files and folders, or an outlet (--source), or a range of nights "
            "(--from, --to) by itself"
        )


def _find(names: list[str], source: str | None, settings: Settings) -> list[Material]:
    """What is named; of an outlet alone, what its own file names."""
    from flows.backfill.materials import find_materials, name_materials  # noqa: PLC0415
    from flows.preparation import read_outlets_offline  # noqa: PLC0415

    if source is not None and not names:
        names = name_materials(read_outlets_offline(settings), source)
    return find_materials(names)


def _load(filler: Backfiller, found: list[Material], nights: tuple[date, date]) -> None:
    runs = filler.load_materials(found) if found else filler.load_nights(*nights)
    done = articles = claims = 0
    for loaded in runs:
        typer.echo(_describe(loaded))
        if not loaded.was_there:
            done += 1
            articles += loaded.run.articles_kept
            claims += loaded.run.claims_found
    typer.echo(f"runs loaded: {done}, with {articles} articles and {claims} claims")


def _describe(loaded: Loaded) -> str:
    run = loaded.run
    if loaded.was_there:
        return f"{run.night_date}  {loaded.what}: in the warehouse already"
    left_out = run.urls_tried - run.articles_kept
    return (
        f"{run.night_date}  {loaded.what}: {run.articles_kept} articles, "
        f"{run.claims_found} claims; {left_out} rows without an article"
    )
