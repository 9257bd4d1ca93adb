"""DuckDB's extensions, loaded from installed wheels: the network is never asked for one."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError, first_line
from warehouse.quoting import quote_text

# Order matters: DuckLake opens its catalog through the SQLite scanner.
NEEDED = ("sqlite_scanner", "ducklake")


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Loads what a DuckLake with a SQLite catalog needs; DuckDB verifies each file's signature.

    Raises `WarehouseError` when a wheel is missing or made for another version of DuckDB.
    """
    for name in NEEDED:
        path = extension_path(name)
        try:
            connection.execute(f"LOAD {quote_text(str(path))}")
        except duckdb.Error as error:
            raise WarehouseError(
                f"DuckDB extension {name} does not load from {path}: {first_line(error)}"
            ) from error


def extension_path(name: str) -> Path:
    """Where the wheel `duckdb-extension-<name>` keeps the binary for the installed DuckDB."""
    wheel = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
    try:
        package = resources.files(f"duckdb_extension_{name}")
    except ModuleNotFoundError as error:
        raise WarehouseError(f"DuckDB extension {name} is missing: install {wheel}") from error
    path = package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not path.is_file():
        raise WarehouseError(f"DuckDB extension {name} is for another DuckDB: install {wheel}")
    return Path(str(path))
