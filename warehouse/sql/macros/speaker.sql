-- speaker('name'): the rows of who_said_what whose speaker has these words in the name.
-- Saves the analyst from knowing whether a text wrote 'Ana Reyes' or 'Reyes'.
CREATE OR REPLACE MACRO speaker(words) AS TABLE
SELECT *
FROM who_said_what
WHERE contains(lower(speaker), lower(words))
ORDER BY
    published_at DESC NULLS LAST,
    start_char
