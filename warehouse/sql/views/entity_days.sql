-- One row is one entity on one day on which articles named it.
-- Who and what was in the news when: the base of every count and every trend.
--   entity_id: Identity of the name and its type.
--   entity: Canonical name.
--   type: person organization place group event product work law or other.
--   day: Day of publication; the night that brought the article where no day is known.
--   articles: Articles that name it, each in its newest version.
--   stories: The same, with articles of nearly the same text counted once.
--   outlets: Outlets that name it.
--   mentions: Times it is named.
SELECT
    mentions.entity_id,
    entities.name AS entity,
    entities.type,
    coalesce(latest_articles.published_date, latest_articles.night_date) AS day,
    count(DISTINCT latest_articles.article_id) AS articles,
    count(DISTINCT latest_articles.duplicate_group_id) AS stories,
    count(DISTINCT latest_articles.source_id) AS outlets,
    count(*) AS mentions
FROM mentions
INNER JOIN latest_articles
    ON latest_articles.article_version_id = mentions.article_version_id
LEFT JOIN entities ON entities.entity_id = mentions.entity_id
GROUP BY
    mentions.entity_id,
    entities.name,
    entities.type,
    day
