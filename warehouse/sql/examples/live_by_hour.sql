-- How did a live blog go, hour by hour?
-- `posts` says where in `text` each post stands; a post opens with its headline where it has one.
WITH told AS (
    SELECT
        article_id,
        outlet,
        title,
        text,
        unnest(posts) AS post
    FROM latest_articles
)
SELECT
    outlet,
    title,
    date_trunc('hour', post.posted_at) AS hour,
    count(*) AS posts,
    list(
        split_part(
            substring(text, post.start_char + 1, post.end_char - post.start_char),
            chr(10),
            1
        )
        ORDER BY post.posted_at, post.start_char
    ) AS opening_lines
FROM told
GROUP BY
    article_id,
    outlet,
    title,
    hour
ORDER BY
    outlet,
    title,
    hour
LIMIT 50
