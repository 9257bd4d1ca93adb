-- warn: an outlet most of whose URLs fail needs a hand before its archive has a hole.
-- One row is one outlet on one night more than half of whose URLs failed (2026-11: half, and at
-- least four URLs, so that one dead link in a small feed is not an alarm).
SELECT
    run_id,
    source_id,
    count(*) AS tried,
    count(*) FILTER (outcome = 'failed') AS failed
FROM fetches
GROUP BY
    run_id,
    source_id
HAVING
    tried >= 4
    AND failed > tried / 2
