"""`runs`: one row a run of a flow, with what it counted, how long it took and what it ran on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.tables.contract import column, define_table


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One row is one finished run, committed together with the rows that it wrote."""

    run_id: str = column(
        "The run: flow and night, or place of the material, so what is run twice is one run."
    )
    flow: str = column("Flow that ran: nightly, backfill, reannotate.")
    night_date: date = column("The night the run collected, as given to it.")
    started_at: datetime = column("When the attempt that finished the run began.")
    finished_at: datetime = column("When its rows were ready to be committed.")
    outcome: str = column(
        "finished, or finished_with_failures: a listing or a part of a WARC file was lost, or the "
        "run was killed and what it had fetched was loaded by a backfill."
    )
    urls_tried: int = column("Rows of this run in fetches.")
    articles_kept: int = column("Rows of this run in articles.")
    urls_unchanged: int = column("Fetches that brought nothing new.")
    urls_rejected: int = column("Fetches whose page is no article, each with a reason.")
    urls_failed: int = column("Fetches that brought no page, each with a reason.")
    urls_skipped: int = column("URLs not requested (robots, caps), each with a reason.")
    mentions_found: int = column("Rows of this run in mentions.")
    claims_found: int = column("Rows of this run in claims.")
    fetch_s: float = column("Wall seconds of listing and fetching.")
    extract_s: float = column("Wall seconds of extraction.")
    annotate_s: float = column("Wall seconds of annotation.")
    config_hash: str = column("Hash of the whole configuration that the run used.")
    dateline_version: str = column("Version of Dateline.")
    annotator: str = column("Annotation model, as id@revision.")


RUNS = define_table(
    "runs", RunRow, meaning="Runs, with their counts, timings and versions.", key=("run_id",)
)
