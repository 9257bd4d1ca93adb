-- fail: nothing is dropped in silence, so every URL tried ends in an outcome, with a reason.
-- One row is one fetch that was left half way, has an unknown outcome, or gives no reason where
-- the outcome asks for one.
SELECT
    run_id,
    fetch_id,
    url,
    outcome,
    reason
FROM fetches
WHERE
    outcome NOT IN ('kept', 'listed', 'unchanged', 'duplicate', 'rejected', 'failed', 'skipped')
    OR (outcome IN ('duplicate', 'rejected', 'failed', 'skipped') AND coalesce(reason, '') = '')
