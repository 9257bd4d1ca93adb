-- Which articles use these words, and in what sentence?
SELECT
    night_date,
    outlet,
    title,
    regexp_extract(text, '[^.!?\n]*eruption[^.!?\n]*[.!?]?', 0, 'i') AS sentence,
    url
FROM latest_articles
WHERE text ILIKE '%eruption%'
ORDER BY
    published_at DESC NULLS LAST,
    url
LIMIT 20
