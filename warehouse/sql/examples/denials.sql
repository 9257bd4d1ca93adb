-- Who denied something, or would not confirm it?
SELECT
    night_date,
    speaker,
    role,
    outlet,
    said,
    is_negated,
    certainty
FROM who_said_what
WHERE
    is_negated
    OR certainty = 'unknown'
ORDER BY
    night_date DESC,
    outlet,
    url,
    start_char
LIMIT 50
