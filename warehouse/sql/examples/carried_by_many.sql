-- Which story did most outlets carry, which agency wrote it, and who had it first?
SELECT
    title,
    agency,
    outlet AS first_outlet,
    carriers,
    carried_by
FROM stories
WHERE carriers > 1
ORDER BY
    carriers DESC,
    title
LIMIT 20
