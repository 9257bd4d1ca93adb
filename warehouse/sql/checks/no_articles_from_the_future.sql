-- warn: a publication after the night that fetched it is a date or a time zone read wrongly.
-- One row is one version published more than an hour (2026-11: the clocks of honest sites differ by
-- less) after its run finished, or on a day later than that anywhere on earth.
SELECT
    articles.run_id,
    articles.article_version_id,
    articles.canonical_url,
    articles.published_at,
    articles.published_date,
    runs.finished_at
FROM articles
INNER JOIN runs ON runs.run_id = articles.run_id
WHERE
    articles.published_at > runs.finished_at + INTERVAL 1 HOUR
    OR articles.published_date > (runs.finished_at + INTERVAL 14 HOUR)::DATE
