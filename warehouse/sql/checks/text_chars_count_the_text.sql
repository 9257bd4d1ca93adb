-- fail: offsets count code points; a length that does not is counted in something else.
-- One row is one version whose text_chars is not the length of its text.
SELECT
    run_id,
    article_version_id,
    text_chars,
    length(text) AS text_length
FROM articles
WHERE text_chars != length(text)
