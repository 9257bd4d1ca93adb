-- fail: a row that points at a row that is not there vanishes from every join.
-- One row is one row of any table whose article, entity, fetch, source or run is not on record.
SELECT
    run_id,
    'mentions' AS table_name,
    mention_id AS row_id,
    'article_version_id' AS points_at,
    article_version_id AS missing
FROM mentions
ANTI JOIN articles USING (article_version_id)
UNION ALL
SELECT
    run_id,
    'mentions',
    mention_id,
    'entity_id',
    entity_id
FROM mentions
ANTI JOIN entities USING (entity_id)
UNION ALL
SELECT
    run_id,
    'claims',
    claim_id,
    'article_version_id',
    article_version_id
FROM claims
ANTI JOIN articles USING (article_version_id)
UNION ALL
SELECT
    run_id,
    'claims',
    claim_id,
    'entity_id',
    entity_id
FROM claims
ANTI JOIN entities USING (entity_id)
WHERE entity_id IS NOT NULL
UNION ALL
SELECT
    run_id,
    'articles',
    article_version_id,
    'fetch_id',
    fetch_id
FROM articles
ANTI JOIN fetches USING (fetch_id)
UNION ALL
SELECT
    run_id,
    'articles',
    article_version_id,
    'source_id',
    source_id
FROM articles
ANTI JOIN sources USING (source_id)
UNION ALL
SELECT
    run_id,
    'fetches',
    fetch_id,
    'source_id',
    source_id
FROM fetches
ANTI JOIN sources USING (source_id)
