-- Which names stand in the same articles?
WITH named AS (
    SELECT DISTINCT
        mentions.article_id,
        entities.name
    FROM mentions
    INNER JOIN latest_articles USING (article_version_id)
    INNER JOIN entities USING (entity_id)
    WHERE entities.type IN ('person', 'organization')
)
SELECT
    one.name AS one_name,
    other.name AS other_name,
    count(*) AS articles
FROM named AS one
INNER JOIN named AS other
    ON other.article_id = one.article_id
    AND other.name > one.name
GROUP BY
    one.name,
    other.name
ORDER BY
    articles DESC,
    one_name,
    other_name
LIMIT 20
