-- warn: a night that brought neither a new nor an unchanged page usually had no network.
-- One row is one nightly run without a page that came in or was found unchanged.
SELECT
    runs.run_id,
    runs.night_date,
    runs.urls_tried,
    runs.urls_failed
FROM runs
ANTI JOIN (
    SELECT run_id
    FROM fetches
    WHERE outcome IN ('kept', 'unchanged')
) AS useful ON useful.run_id = runs.run_id
WHERE runs.flow = 'nightly'
