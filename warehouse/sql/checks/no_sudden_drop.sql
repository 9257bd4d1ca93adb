-- warn: an outlet that brings far less than it used to has changed its site or shut us out.
-- One row is one outlet on one night that kept less than a fifth of its own median over the seven
-- nights before. Thresholds (2026-11): a fifth, since weekends halve an outlet and holidays quarter
-- it; three nights of history and a median of five articles, since less is noise.
WITH kept AS (
    SELECT
        run_id,
        source_id,
        any_value(night_date) AS night_date,
        count(*) FILTER (outcome = 'kept') AS articles_kept
    FROM fetches
    WHERE run_id IN (SELECT run_id FROM runs WHERE flow = 'nightly')
    GROUP BY
        run_id,
        source_id
),
compared AS (
    SELECT
        run_id,
        source_id,
        night_date,
        articles_kept,
        median(articles_kept) OVER before AS usual,
        count(*) OVER before AS nights
    FROM kept
    WINDOW before AS (
        PARTITION BY source_id
        ORDER BY night_date
        ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING
    )
)
SELECT
    run_id,
    source_id,
    night_date,
    articles_kept,
    usual
FROM compared
WHERE
    nights >= 3
    AND usual >= 5
    AND articles_kept < usual / 5
