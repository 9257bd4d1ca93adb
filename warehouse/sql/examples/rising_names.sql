-- Which names rose most against the week before?
WITH days AS (
    SELECT
        entity,
        type,
        sum(stories) FILTER (entity_days.day > latest.day - 7) AS this_week,
        sum(stories) FILTER (
            entity_days.day <= latest.day - 7 AND entity_days.day > latest.day - 14
        ) AS week_before
    FROM entity_days
    CROSS JOIN (SELECT max(day) AS day FROM entity_days) AS latest
    GROUP BY
        entity,
        type
)
SELECT
    entity,
    type,
    coalesce(this_week, 0) AS this_week,
    coalesce(week_before, 0) AS week_before
FROM days
ORDER BY
    coalesce(this_week, 0) - coalesce(week_before, 0) DESC,
    entity
LIMIT 20
