-- fail: a post whose place is not in the text has the words of another, or none.
-- One row is one post that ends past the end of its article's text.
WITH told AS (
    SELECT
        run_id,
        article_version_id,
        text_chars,
        unnest(posts) AS post
    FROM articles
)
SELECT
    run_id,
    article_version_id,
    text_chars,
    post.end_char
FROM told
WHERE post.end_char > text_chars
