-- Who was quoted most this week, and by how many outlets?
SELECT
    speaker,
    mode(role) AS role,
    count(DISTINCT said) AS statements,
    count(DISTINCT source_id) AS outlets
FROM who_said_what
WHERE
    speaker IS NOT NULL
    AND night_date > (SELECT max(night_date) FROM runs) - 7
GROUP BY speaker
ORDER BY
    statements DESC,
    speaker
LIMIT 20
