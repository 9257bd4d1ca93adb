-- Which names stand in the same stories?
-- What several outlets took from one agency counts once.
WITH named AS (
    SELECT DISTINCT
        latest_articles.duplicate_group_id,
        entities.name
    FROM mentions
    INNER JOIN latest_articles USING (article_version_id)
    INNER JOIN entities USING (entity_id)
    WHERE entities.type IN ('person', 'organization')
)
SELECT
    one.name AS one_name,
    other.name AS other_name,
    count(*) AS stories
FROM named AS one
INNER JOIN named AS other
    ON other.duplicate_group_id = one.duplicate_group_id
    AND other.name > one.name
GROUP BY
    one.name,
    other.name
ORDER BY
    stories DESC,
    one_name,
    other_name
LIMIT 20
