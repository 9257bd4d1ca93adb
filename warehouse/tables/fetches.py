"""`fetches`: every URL tried, with what came of it; and the candidate that a fetch starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.tables.contract import column, define_table

# In the reason of a listing that names more pages than get a row: it is read in full next time.
WITHOUT_ROW = "have no row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL that a source lists, with what the listing says of it: what a fetch starts from."""

    source_id: str
    url: str
    resource: str  # page, feed, sitemap, robots, home, url_list or folder
    listed_in: str | None = None
    path: str | None = None  # a saved page on disk; the URL then only names it
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None  # last change: a sitemap's lastmod, a feed's updated

    @property
    def listed_at(self) -> datetime | None:
        """The date by which a listing shows that the page has changed; None when it gives none."""
        return self.modified_at or self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownResponse:
    """The last full response of a URL: what a conditional request sends, what came of it, and
    where in the archive its body lies. All null where there was none.
    """

    etag: str | None = None
    last_modified: str | None = None
    article_id: str | None = None
    payload_digest: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None
    archive_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHistory(KnownResponse):
    """What earlier nights have on a page: the last full response, and what came of it last."""

    url: str
    first_night: date
    last_night: date  # the last on which something was learnt of it
    last_reason: str | None
    error_weight: str | None  # of that night
    nights_failed: int  # nights since it last came
    listed_in: str | None
    listed_modified_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One row is one attempt to get one URL in one run. Nothing is dropped in silence."""

    fetch_id: str = column(
        "Identity of the attempt: hash of run, outlet, resource and URL, and of the place of a record "
        "that was read from a WARC file."
    )
    run_id: str = column("Run that tried.")
    night_date: date = column("Night of that run.")
    source_id: str = column("Outlet on whose behalf it was tried.")
    url: str = column("URL as listed.")
    resource: str = column(
        "What was asked for: page, feed, sitemap, robots, home, url_list, folder or warc."
    )
    listed_in: str | None = column("Feed, sitemap, list or folder that named it; null for itself.")
    requested_at: datetime = column("When it was tried; of a record in a WARC file, its WARC-Date.")
    final_url: str | None = column("URL after redirects; null when no response came.")
    status_code: int | None = column("HTTP status; null for files and when no response came.")
    content_type: str | None = column("Content-Type as sent; null when none was.")
    body_bytes: int | None = column("Bytes of the body, decoded; null when no body came.")
    elapsed_ms: int | None = column("Milliseconds from request to end of body; null if not sent.")
    attempts: int = column("Requests made, retries included; 0 when none was allowed.")
    etag: str | None = column("ETag as sent; null when none was.")
    last_modified: str | None = column("Last-Modified as sent; null when none was.")
    payload_digest: str | None = column(
        "sha256 of the body, decoded; of an answer 304, that of the body it stands for; null when "
        "there is no whole body."
    )
    archive_file: str | None = column(
        "WARC file with the body, relative to the archive: that of an earlier night when the body is "
        "still the same; the whole path of one that is read where it lies; null if not archived."
    )
    archive_offset: int | None = column(
        "Byte offset of the record with the body: a response or resource; null likewise."
    )
    archive_length: int | None = column("Bytes of the compressed record; null likewise.")
    outcome: str = column(
        "kept (an article new or changed), listed (a feed, sitemap, list, folder or robots.txt was "
        "read), unchanged, duplicate (an article met under another URL this night), rejected, "
        "failed or skipped."
    )
    reason: str | None = column("Why it was not kept, in one line; null when it was.")
    article_id: str | None = column("Article found on the page; null when there is none.")
    error_weight: str | None = column(
        "How lasting a failure to get the URL is: hard (final), soft (tried on some nights more) or "
        "temporary (tried again the next night); null when it did not fail.",
        default=None,
    )
    listed_modified_at: datetime | None = column(
        "Date of change, else of publication, that the listing gave; null when it gave none.",
        default=None,
    )
    rest_s: float | None = column(
        "Seconds that its host was left to rest after it, longer where the host was overrun; null "
        "when nothing was asked.",
        default=None,
    )
    opt_out: str | None = column(
        "Signals against text and data mining that came with it, by their names; null when there "
        "were none.",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class RobotsHistory:
    """The last answer to a robots.txt, else the last try; and since when there is none.

    `unreachable_since` is null where the last try brought an answer.
    """

    fetch: Fetch
    unreachable_since: datetime | None


FETCHES = define_table(
    "fetches",
    Fetch,
    meaning="Every URL tried, with outcome and reason.",
    key=("fetch_id",),
    partition="night_date",
    sort=("source_id", "url", "fetch_id"),
)
