-- fail: a claim without content says nothing.
-- One row is one claim with no piece of content.
SELECT
    run_id,
    claim_id,
    article_version_id
FROM claims
WHERE len(content) = 0
