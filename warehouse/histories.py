"""What earlier nights have on an outlet's pages and listings, so that nothing is asked for in vain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from warehouse.connect import Warehouse
from warehouse.tables.fetches import (
    FETCHES,
    WITHOUT_ROW,
    Fetch,
    KnownResponse,
    PageHistory,
    RobotsHistory,
)


def page_histories(
    warehouse: Warehouse, source_id: str, urls: Collection[str], *, failed_since: date
) -> dict[str, PageHistory]:
    """Histories by URL as listed: of `urls`, and of pages that failed on or after `failed_since`.

    Rows of pages that were not asked for, since they were known or not allowed, say nothing.
    """
    values = [source_id, list(urls), failed_since]
    rows = warehouse.connection.execute(_PAGES, values).to_arrow_table().to_pylist()
    return {row["url"]: PageHistory(**row) for row in rows}


def known_listings(warehouse: Warehouse, source_id: str) -> dict[str, KnownResponse]:
    """Feeds and sitemaps by URL, with the last full response that could be read as a listing.

    A listing is not known when it was last read on a night, or before one, on which pages of the
    outlet's got no row: they would be lost if it was not read in full again.
    """
    values = [source_id, WITHOUT_ROW, source_id]
    rows = warehouse.connection.execute(_LISTINGS, values).to_arrow_table().to_pylist()
    return {row.pop("url"): KnownResponse(**row) for row in rows}


def known_sitemaps(warehouse: Warehouse, source_id: str) -> dict[str, tuple[str, ...]]:
    """By the URL of a sitemap index, the sitemaps that it named when it was last read."""
    rows = warehouse.connection.execute(_SITEMAPS, [source_id]).fetchall()
    return {index: tuple(urls) for index, urls in rows}


def recent_rests(warehouse: Warehouse, since: date) -> dict[str, float]:
    """By host (with its port where a URL has one), the seconds that it last rested after a request.

    Hosts that were asked on or after the night `since`.
    """
    return dict(warehouse.connection.execute(_RESTS, [since]).fetchall())


def robots_histories(warehouse: Warehouse, since: date) -> list[RobotsHistory]:
    """By host, what robots.txt last said, of those asked for on or after the night `since`."""
    columns = ", ".join(column.name for column in FETCHES.columns)
    query = _ROBOTS.format(columns=columns)
    rows = warehouse.connection.execute(query, [since]).to_arrow_table().to_pylist()
    return [
        RobotsHistory(unreachable_since=row.pop("unreachable_since"), fetch=Fetch(**row))
        for row in rows
    ]


class Failing(NamedTuple):
    """An outlet that has failed for some nights, and the night from which it is tried again."""

    since: date
    next_try_date: date


def resting_outlets(warehouse: Warehouse, night_date: date) -> dict[str, Failing]:
    """The outlets that are not asked on `night_date`, since they failed too often of late."""
    rows = warehouse.connection.execute(_RESTING, [night_date, night_date]).fetchall()
    return {source_id: Failing(*values) for source_id, *values in rows}


# A row from before errors were weighed counts as temporary when it failed.
_PAGES = """
WITH tried AS (
    SELECT
        *,
        coalesce(error_weight, CASE WHEN outcome = 'failed' THEN 'temporary' END) AS weight,
        payload_digest IS NOT NULL AND outcome NOT IN ('failed', 'skipped') AS is_full
    FROM fetches
    WHERE source_id = ? AND resource = 'page'
),
wanted AS (
    SELECT unnest(?::VARCHAR[]) AS url
    UNION
    SELECT url FROM tried WHERE weight IN ('soft', 'temporary') AND night_date >= ?
),
told AS (
    SELECT
        *,
        max(requested_at) FILTER (weight IS NULL) OVER (PARTITION BY url) AS last_came_at
    FROM tried
    SEMI JOIN wanted USING (url)
    WHERE attempts > 0 OR weight IS NOT NULL
),
summed AS (
    SELECT
        url,
        min(night_date) AS first_night,
        max_by(
            {
                'night': night_date,
                'reason': reason,
                'weight': weight,
                'listed_in': listed_in,
                'listed_modified_at': listed_modified_at
            },
            (requested_at, fetch_id)
        ) AS last,
        count(DISTINCT night_date) FILTER (
            weight IS NOT NULL AND requested_at > coalesce(last_came_at, 'epoch'::TIMESTAMPTZ)
        ) AS nights_failed,
        max_by(
            {
                'etag': etag,
                'last_modified': last_modified,
                'article_id': article_id,
                'payload_digest': payload_digest,
                'archive_file': archive_file,
                'archive_offset': archive_offset,
                'archive_length': archive_length
            },
            (requested_at, fetch_id)
        ) FILTER (is_full) AS known
    FROM told
    GROUP BY url
)
SELECT
    url,
    first_night,
    last.night AS last_night,
    last.reason AS last_reason,
    last.weight AS error_weight,
    nights_failed,
    last.listed_in AS listed_in,
    last.listed_modified_at AS listed_modified_at,
    known.etag AS etag,
    known.last_modified AS last_modified,
    known.article_id AS article_id,
    known.payload_digest AS payload_digest,
    known.archive_file AS archive_file,
    known.archive_offset AS archive_offset,
    known.archive_length AS archive_length
FROM summed
ORDER BY last_night, url
"""

# What was read before pages got no row, or on that night, has to be read in full once more.
_LISTINGS = """
WITH overfull AS (
    SELECT max(night_date) AS night_date
    FROM fetches
    WHERE source_id = ? AND resource <> 'page' AND contains(reason, ?)
)
SELECT
    url,
    etag,
    last_modified,
    article_id,
    payload_digest,
    archive_file,
    archive_offset,
    archive_length
FROM fetches
WHERE
    source_id = ?
    AND resource IN ('feed', 'sitemap')
    AND payload_digest IS NOT NULL
    AND outcome <> 'failed'
QUALIFY
    row_number() OVER (PARTITION BY url ORDER BY requested_at DESC, fetch_id) = 1
    AND outcome IN ('listed', 'unchanged')
    AND night_date > coalesce((SELECT night_date FROM overfull), '-infinity'::DATE)
"""

_SITEMAPS = """
WITH named AS (
    SELECT listed_in, url, night_date
    FROM fetches
    WHERE source_id = ? AND resource = 'sitemap' AND listed_in IS NOT NULL
    QUALIFY night_date = max(night_date) OVER (PARTITION BY listed_in)
)
SELECT listed_in, list(DISTINCT url ORDER BY url)
FROM named
GROUP BY listed_in
"""

_RESTS = """
SELECT
    regexp_extract(lower(coalesce(final_url, url)), '^https?://(?:[^/?#]*@)?([^/?#]+)', 1) AS host,
    max_by(rest_s, (requested_at, fetch_id)) AS rest_s
FROM fetches
WHERE night_date >= ? AND rest_s > 0
GROUP BY host
"""

_RESTING = """
SELECT source_id, failing_since, next_try_date
FROM source_health
WHERE night_date < ?
QUALIFY
    row_number() OVER (PARTITION BY source_id ORDER BY night_date DESC) = 1
    AND next_try_date > ?
"""

# 400 to 499 is an answer too: there are no rules. 429 is none.
_ROBOTS = """
WITH asked AS (
    SELECT
        *,
        outcome IN ('listed', 'unchanged')
        OR (coalesce(status_code, 0) BETWEEN 400 AND 499 AND status_code <> 429) AS is_answer
    FROM fetches
    WHERE resource = 'robots' AND night_date >= ?
),
told AS (
    SELECT
        *,
        max(requested_at) FILTER (is_answer) OVER (PARTITION BY url) AS answered_at
    FROM asked
)
SELECT
    {columns},
    min(requested_at) FILTER (
        NOT is_answer AND requested_at > coalesce(answered_at, 'epoch'::TIMESTAMPTZ)
    ) OVER (PARTITION BY url) AS unreachable_since
FROM told
QUALIFY row_number() OVER (PARTITION BY url ORDER BY is_answer DESC, requested_at DESC) = 1
"""
