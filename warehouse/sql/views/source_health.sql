-- One row is one outlet on one night.
-- The operator reads here which outlet fell silent, what it was refused for, and since when.
--   source_id: Outlet's id.
--   outlet: The outlet's name as readers know it; its id when no name is on record.
--   night_date: The night.
--   tried: URLs tried, listings included.
--   listed: Listings read (feeds, sitemaps, home pages).
--   kept: Pages that gave an article.
--   unchanged: URLs that brought nothing new, duplicates included.
--   rejected: Pages that are no article.
--   failed: URLs that brought no page.
--   skipped: URLs not requested (robots, caps).
--   most_common_reason: Why most of the others were not kept; null when there are none.
--   last_success_date: Last night so far with something kept or found unchanged; null if never.
--   failing_since: First night of those in a row on which no listing could be read; null if one was.
--   next_try_date: Night from which a failing outlet is asked again; null when it is not failing.
WITH nights AS (
    SELECT
        source_id,
        night_date,
        count(*) AS tried,
        count(*) FILTER (outcome = 'listed' AND resource <> 'robots') AS listed,
        count(*) FILTER (outcome = 'kept') AS kept,
        count(*) FILTER (outcome IN ('unchanged', 'duplicate')) AS unchanged,
        count(*) FILTER (outcome = 'rejected') AS rejected,
        count(*) FILTER (outcome = 'failed') AS failed,
        count(*) FILTER (outcome = 'skipped') AS skipped,
        count(*) FILTER (outcome IN ('kept', 'unchanged') AND resource <> 'robots') AS successes,
        bool_or(outcome IN ('listed', 'unchanged')) FILTER (
            resource NOT IN ('page', 'robots')
        ) AS is_read,
        -- An outlet that was left to rest is neither read nor failing anew.
        bool_or(outcome IN ('failed', 'rejected') OR error_weight IS NOT NULL) FILTER (
            resource NOT IN ('page', 'robots')
        ) AS has_failed
    FROM fetches
    GROUP BY
        source_id,
        night_date
),
reasons AS (
    SELECT
        source_id,
        night_date,
        reason,
        count(*) AS times
    FROM fetches
    WHERE
        outcome IN ('rejected', 'failed', 'skipped')
        AND reason IS NOT NULL
    GROUP BY
        source_id,
        night_date,
        reason
),
common_reasons AS (
    SELECT
        source_id,
        night_date,
        max_by(reason, (times, reason)) AS most_common_reason
    FROM reasons
    GROUP BY
        source_id,
        night_date
),
since_read AS (
    SELECT
        *,
        max(CASE WHEN is_read THEN night_date END) OVER (
            PARTITION BY source_id
            ORDER BY night_date
        ) AS last_read_date
    FROM nights
),
failing AS (
    SELECT
        source_id,
        night_date,
        min(CASE WHEN has_failed AND NOT is_read THEN night_date END) OVER so_far AS failing_since,
        max(CASE WHEN has_failed AND NOT is_read THEN night_date END) OVER so_far AS last_tried_date
    FROM since_read
    WINDOW so_far AS (
        PARTITION BY source_id, last_read_date
        ORDER BY night_date
    )
),
outlets AS (
    SELECT
        source_id,
        max_by(name, (night_date, config_hash)) AS outlet
    FROM sources
    GROUP BY source_id
)
SELECT
    nights.source_id,
    coalesce(outlets.outlet, nights.source_id) AS outlet,
    nights.night_date,
    nights.tried,
    nights.listed,
    nights.kept,
    nights.unchanged,
    nights.rejected,
    nights.failed,
    nights.skipped,
    common_reasons.most_common_reason,
    max(CASE WHEN nights.successes > 0 THEN nights.night_date END) OVER (
        PARTITION BY nights.source_id
        ORDER BY nights.night_date
    ) AS last_success_date,
    failing.failing_since,
    -- Every night at first, every other from the third, every fourth in the second week, then weekly.
    failing.last_tried_date + CASE
        WHEN failing.last_tried_date - failing.failing_since < 2 THEN 1
        WHEN failing.last_tried_date - failing.failing_since < 7 THEN 2
        WHEN failing.last_tried_date - failing.failing_since < 14 THEN 4
        ELSE 7
    END AS next_try_date
FROM nights
INNER JOIN failing
    ON failing.source_id = nights.source_id
    AND failing.night_date = nights.night_date
LEFT JOIN common_reasons
    ON common_reasons.source_id = nights.source_id
    AND common_reasons.night_date = nights.night_date
LEFT JOIN outlets ON outlets.source_id = nights.source_id
