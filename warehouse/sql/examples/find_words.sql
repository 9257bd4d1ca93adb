-- Which articles use these words, and in what sentence?
SELECT
    night_date,
    outlet,
    title,
    regexp_extract(text, '[^.!?\n]*ceasefire[^.!?\n]*[.!?]?', 0, 'i') AS sentence,
    url
FROM latest_articles
WHERE text ILIKE '%ceasefire%'
ORDER BY
    published_at DESC NULLS LAST,
    url
LIMIT 20
