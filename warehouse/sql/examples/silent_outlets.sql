-- Which outlets need a hand this morning?
SELECT
    outlet,
    tried,
    kept,
    failed,
    most_common_reason,
    last_success_date
FROM source_health
WHERE
    night_date = (SELECT max(night_date) FROM runs)
    AND (kept + unchanged = 0 OR failed > kept)
ORDER BY outlet
