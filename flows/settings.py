"""Configuration: read once, checked whole, passed down as values."""

from __future__ import annotations

import hashlib
import os
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from tasks.fetching.opt_out import OptOuts
from tasks.sources.outlet import Outlet

# Beside the packages, in a checkout as in an installed wheel.
EMBEDDED_CONFIG = Path(__file__).resolve().parent.parent / "config" / "dateline.toml"
MAX_AGE_DAYS = 36_500  # a century; 0 stands for more


class SettingsError(Exception):
    """A configuration that cannot be used: one line that says which file, which key and why."""


class Section(BaseModel):
    """A table of the configuration: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _existing_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    # A folder's name, such as "Europe", is an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is not a time zone such as 'Europe/Berlin'") from error
    return value


TimeZone = Annotated[str, AfterValidator(_existing_zone)]


class ScheduleSettings(Section):
    """When `dateline serve` starts a night, and whose calendar names it."""

    cron: str = "0 3 * * *"
    time_zone: TimeZone = "UTC"

    @field_validator("cron")
    @classmethod
    def _cron_is_valid(cls, value: str) -> str:
        try:
            CronSim(value, datetime(2026, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise ValueError(f"{value!r} is not a cron expression like '0 3 * * *'") from error
        return value


class SourcesSettings(Section):
    """Where the outlets' files are, and which of them to collect."""

    directory: Path = Path("sources")
    only: tuple[str, ...] = ()


class FetchingSettings(Section):
    """Manners and limits towards the outlets' servers."""

    contact: str = ""
    delay_s: float = Field(default=1.0, ge=0)
    per_host_concurrency: int = Field(default=2, ge=1)
    articles_a_night: int = Field(default=500, ge=1)
    max_age_days: int = Field(default=30, ge=0, le=MAX_AGE_DAYS)
    total_timeout_s: float = Field(default=30.0, gt=0)
    max_body_mb: int = Field(default=20, ge=1)
    retries: int = Field(default=2, ge=0)
    allow_private_addresses: bool = False
    opt_outs: OptOuts = "honour"


class ExtractionSettings(Section):
    """Worker processes for extraction and the limits of a page."""

    workers: int = Field(default=2, ge=1)
    page_timeout_s: float = Field(default=10.0, gt=0)
    memory_limit_mb: int = Field(default=2000, ge=256)
    chunk_pages: int = Field(default=100, ge=1)


class AnnotationSettings(Section):
    """Which annotator, and how the work is cut."""

    annotator: str = "default"
    chunk_articles: int = Field(default=100, ge=1)
    workers: int = Field(default=2, ge=1)


class Settings(BaseSettings):
    """The whole configuration of Dateline, as one TOML file and DATELINE_… variables give it."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="DATELINE_", env_nested_delimiter="__"
    )

    data_dir: Path = Path("dateline-data")
    newsroom: bool = False
    schedule: ScheduleSettings = ScheduleSettings()
    sources: SourcesSettings = SourcesSettings()
    fetching: FetchingSettings = FetchingSettings()
    extraction: ExtractionSettings = ExtractionSettings()
    annotation: AnnotationSettings = AnnotationSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, which comes in as keyword arguments."""
        return env_settings, init_settings

    @property
    def warehouse_dir(self) -> Path:
        """Folder of the catalog and of the tables' Parquet files."""
        return self.data_dir / "warehouse"

    @property
    def archive_dir(self) -> Path:
        """Folder of the WARC files."""
        return self.data_dir / "archive"

    @property
    def runs_dir(self) -> Path:
        """Folder of what unfinished runs have done so far; empty between nights."""
        return self.data_dir / "runs"

    @property
    def content_hash(self) -> str:
        """Hash of every value: two runs with the same hash were configured alike."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def today(self, now: datetime) -> date:
        """The night that `now` (aware) belongs to, in the schedule's time zone."""
        return now.astimezone(ZoneInfo(self.schedule.time_zone)).date()

    @classmethod
    def read(cls, file: Path) -> Self:
        """The settings of `file`, with `sources.directory` resolved against the file's folder.

        Raises `SettingsError` when the file cannot be read, is no TOML, or has a key or value that
        no setting knows.
        """
        values = _read_toml(file)
        try:
            settings = cls(**values)
        except ValidationError as error:
            raise SettingsError(_first_problem(_named_where(file, error), error)) from error
        directory = file.parent / settings.sources.directory
        sources = settings.sources.model_copy(update={"directory": directory})
        return settings.model_copy(update={"sources": sources})


class OutletLimits(Section):
    """An outlet's own limits; what is left out comes from `[fetching]`."""

    articles_a_night: int | None = Field(default=None, ge=1)
    max_age_days: int | None = Field(default=None, ge=0, le=MAX_AGE_DAYS)
    delay_s: float | None = Field(default=None, ge=0)


class OutletFile(Section):
    """One file of the sources folder."""

    name: str
    home: str | None = None
    language: str | None = None
    country: str | None = None
    time_zone: TimeZone | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    url_lists: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    warcs: tuple[str, ...] = ()
    limits: OutletLimits = OutletLimits()


def read_outlets(settings: Settings, base_urls: dict[str, str]) -> list[Outlet]:
    """The outlets to collect, in the order of their names.

    `base_urls` gives the address that `{base}` stands for in an outlet's file: the demo newsroom's,
    empty otherwise. Raises `SettingsError` for a folder without outlets, an unknown name in
    `sources.only`, and the first file that cannot be used.
    """
    directory = settings.sources.directory
    files = {f.stem: f for f in sorted(directory.glob("*.toml"))} if directory.is_dir() else {}
    if not files:
        raise SettingsError(f"{directory}: no outlets; put one <outlet>.toml there for each")
    unknown = [name for name in settings.sources.only if name not in files]
    if unknown:
        raise SettingsError(f"sources.only: no outlet {', '.join(unknown)} in {directory}")
    chosen = settings.sources.only or tuple(files)
    return [_read_outlet(files[name], settings, base_urls.get(name)) for name in sorted(chosen)]


def _read_outlet(file: Path, settings: Settings, base_url: str | None) -> Outlet:
    try:
        read = OutletFile(**_read_toml(file))
    except ValidationError as error:
        raise SettingsError(_first_problem(file, error)) from error

    def resolved(address: str) -> str:
        if "{base}" in address and base_url is None:
            raise SettingsError(f"{file}: {{base}} stands for the demo newsroom; newsroom is off")
        return address.replace("{base}", base_url or "")

    def beside(path: str) -> Path:
        return (file.parent / path).resolve()

    limits = read.limits
    defaults = settings.fetching
    return Outlet(
        source_id=file.stem,
        name=read.name,
        home_url=resolved(read.home) if read.home else None,
        language=read.language,
        country=read.country,
        time_zone=read.time_zone,
        feeds=tuple(map(resolved, read.feeds)),
        sitemaps=tuple(map(resolved, read.sitemaps)),
        url_lists=tuple(map(beside, read.url_lists)),
        folders=tuple(map(beside, read.folders)),
        warcs=tuple(map(beside, read.warcs)),
        articles_a_night=limits.articles_a_night or defaults.articles_a_night,
        max_age_days=(
            defaults.max_age_days if limits.max_age_days is None else limits.max_age_days
        ),
        delay_s=defaults.delay_s if limits.delay_s is None else limits.delay_s,
    )


# Any: what a TOML file may hold, before it is checked.
def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is not valid TOML: {error}") from error


def _named_where(file: Path, error: ValidationError) -> str:
    """Where the value stands that the first problem is about: an environment variable or `file`."""
    loc = [str(part).upper() for part in error.errors()[0]["loc"]]
    given = {name.upper(): name for name in os.environ}
    prefixes = ("DATELINE_" + "__".join(loc[:depth]) for depth in range(len(loc), 0, -1))
    return next((given[name] for name in prefixes if name in given), str(file))


def _first_problem(where: Path | str, error: ValidationError) -> str:
    first, more = error.errors()[0], error.error_count() - 1
    key = ".".join(str(part) for part in first["loc"])
    problem = "no such setting" if first["type"] == "extra_forbidden" else first["msg"]
    return f"{where}: {key}: {problem}" + (f" (and {more} more)" if more else "")
