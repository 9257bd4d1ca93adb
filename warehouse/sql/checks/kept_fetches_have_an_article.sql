-- fail: a page counted as kept whose article is not on record was lost on the way.
-- One row is one kept fetch whose article has no version on record.
SELECT
    fetches.run_id,
    fetches.fetch_id,
    fetches.url,
    fetches.article_id
FROM fetches
ANTI JOIN articles ON articles.article_id = fetches.article_id
WHERE fetches.outcome = 'kept'
