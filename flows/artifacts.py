"""What Prefect's run page shows of a night: a table of counts and a summary."""

from __future__ import annotations

from collections.abc import Sequence

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from warehouse.tables.checks import CheckRow
from warehouse.tables.runs import RunRow


def publish_artifacts(run: RunRow, checks: Sequence[CheckRow]) -> None:
    """A table artifact `night-counts` and a markdown artifact `night-summary` for this run."""
    counts = {
        "URLs tried": run.urls_tried,
        "kept": run.articles_kept,
        "unchanged": run.urls_unchanged,
        "rejected": run.urls_rejected,
        "failed": run.urls_failed,
        "skipped": run.urls_skipped,
        "mentions": run.mentions_found,
        "claims": run.claims_found,
    }
    create_table_artifact(
        key="night-counts",
        table=[{"what": what, "count": count} for what, count in counts.items()],
        description=f"Night of {run.night_date}",
    )
    create_markdown_artifact(key="night-summary", markdown=summary_markdown(run, checks))


def summary_markdown(run: RunRow, checks: Sequence[CheckRow]) -> str:
    """The night in a few lines, the checks that found something last."""
    counts = (
        f"{run.articles_kept} articles from {run.urls_tried} URLs, "
        f"{run.mentions_found} mentions, {run.claims_found} claims."
    )
    timings = (
        f"Fetching took {run.fetch_s:.1f} s, extraction {run.extract_s:.1f} s, "
        f"annotation {run.annotate_s:.1f} s."
    )
    heading = f"# Night of {run.night_date}: {run.outcome.replace('_', ' ')}"
    lines = [heading, "", counts, "", timings, ""]
    found = [c for c in checks if c.violations]
    lines += [f"- **{c.severity}** {c.check_name}: {c.violations} rows" for c in found]
    return "\n".join(lines if found else [*lines, "All checks passed."])
