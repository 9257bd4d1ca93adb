-- What has one person said, newest first?
-- `speaker('…')` finds every speaker whose name holds these words.
SELECT
    published_at,
    outlet,
    said,
    certainty,
    url
FROM speaker('reyes')
LIMIT 20
