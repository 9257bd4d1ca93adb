-- fail: a run that counts otherwise than its rows either lost rows or reports what did not happen.
-- One row is one count of one run that differs from the rows that the run wrote. A run that a
-- reannotation has done again keeps the counts that it had; rows of it have given way to new ones.
WITH done_again AS (
    SELECT DISTINCT earlier.run_id
    FROM runs AS earlier
    INNER JOIN runs AS later
        ON later.flow = 'reannotate'
        AND later.night_date = earlier.night_date
        AND later.finished_at > earlier.finished_at
        AND starts_with(
            later.run_id,
            regexp_replace(earlier.run_id, '-reannotated-[0-9]+$', '') || '-reannotated-'
        )
),
fetched AS (
    SELECT
        run_id,
        count(*) AS urls_tried,
        count(*) FILTER (outcome IN ('unchanged', 'duplicate')) AS urls_unchanged,
        count(*) FILTER (outcome = 'rejected') AS urls_rejected,
        count(*) FILTER (outcome = 'failed') AS urls_failed,
        count(*) FILTER (outcome = 'skipped') AS urls_skipped
    FROM fetches
    GROUP BY run_id
),
written AS (
    SELECT
        runs.run_id,
        coalesce(fetched.urls_tried, 0) AS urls_tried,
        coalesce(fetched.urls_unchanged, 0) AS urls_unchanged,
        coalesce(fetched.urls_rejected, 0) AS urls_rejected,
        coalesce(fetched.urls_failed, 0) AS urls_failed,
        coalesce(fetched.urls_skipped, 0) AS urls_skipped,
        coalesce(kept.n, 0) AS articles_kept,
        coalesce(found.n, 0) AS mentions_found,
        coalesce(said.n, 0) AS claims_found
    FROM runs
    LEFT JOIN fetched ON fetched.run_id = runs.run_id
    LEFT JOIN (SELECT run_id, count(*) AS n FROM articles GROUP BY run_id) AS kept
        ON kept.run_id = runs.run_id
    LEFT JOIN (SELECT run_id, count(*) AS n FROM mentions GROUP BY run_id) AS found
        ON found.run_id = runs.run_id
    LEFT JOIN (SELECT run_id, count(*) AS n FROM claims GROUP BY run_id) AS said
        ON said.run_id = runs.run_id
),
counted AS (
    UNPIVOT (
        SELECT
            run_id,
            urls_tried,
            urls_unchanged,
            urls_rejected,
            urls_failed,
            urls_skipped,
            articles_kept,
            mentions_found,
            claims_found
        FROM runs
    )
    ON COLUMNS(* EXCLUDE (run_id))
    INTO NAME count_name VALUE counted
),
rows_there AS (
    UNPIVOT written
    ON COLUMNS(* EXCLUDE (run_id))
    INTO NAME count_name VALUE rows_written
)
SELECT
    counted.run_id,
    counted.count_name,
    counted.counted,
    rows_there.rows_written
FROM counted
INNER JOIN rows_there
    ON rows_there.run_id = counted.run_id
    AND rows_there.count_name = counted.count_name
ANTI JOIN done_again ON done_again.run_id = counted.run_id
WHERE counted.counted != rows_there.rows_written
