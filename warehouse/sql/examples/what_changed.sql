-- Which articles were changed after we had them, and what did their headlines become?
SELECT
    latest_articles.outlet,
    articles.night_date AS night_then,
    latest_articles.night_date AS night_now,
    articles.title AS title_then,
    latest_articles.title AS title_now,
    latest_articles.text_chars - articles.text_chars AS chars_gained,
    latest_articles.url
FROM latest_articles
INNER JOIN articles
    ON articles.article_id = latest_articles.article_id
    AND articles.article_version_id != latest_articles.article_version_id
ORDER BY
    night_now DESC,
    latest_articles.outlet,
    latest_articles.url,
    night_then
LIMIT 50
