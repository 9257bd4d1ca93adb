-- warn: a listing (feed, sitemap, home page) that fails hides every article that it would name.
-- One row is one listing that was tried and not read.
SELECT
    run_id,
    source_id,
    url,
    resource,
    outcome,
    reason
FROM fetches
WHERE
    resource != 'page'
    AND (outcome IN ('failed', 'rejected') OR (outcome = 'skipped' AND resource != 'robots'))
