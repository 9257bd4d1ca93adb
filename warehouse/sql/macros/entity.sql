-- entity('name'): the days of entity_days for entities that have these words in the name.
CREATE OR REPLACE MACRO entity(words) AS TABLE
SELECT *
FROM entity_days
WHERE contains(lower(entity), lower(words))
ORDER BY
    day DESC,
    mentions DESC
