-- Which story did most outlets carry, and who had it first?
SELECT
    min_by(title, coalesce(published_at, night_date)) AS first_title,
    min_by(outlet, coalesce(published_at, night_date)) AS first_outlet,
    count(DISTINCT source_id) AS outlets,
    list(DISTINCT outlet ORDER BY outlet) AS carried_by
FROM latest_articles
GROUP BY duplicate_group_id
HAVING outlets > 1
ORDER BY
    outlets DESC,
    first_title
LIMIT 20
