-- One row is one story: articles of nearly the same text, which most often an agency wrote.
-- A report that forty papers print is one story with forty carriers; count stories here.
--   story_id: The duplicate_group_id that its articles share.
--   article_id: The article that stands for it: the earliest, or what is left where that changed.
--   title: That article's headline; null when none was found.
--   outlet: That article's outlet.
--   url: That article's own address.
--   agency: News agency that the earliest article with a credit credits; null when none does.
--   carriers: Outlets that carry it.
--   articles: Articles that carry it, each in its newest version.
--   carried_by: Names of the outlets, in alphabetical order.
--   first_published_at: Earliest time of publication (UTC); null when only days are known.
--   first_night_date: Night that brought the first of its articles, as they stand now.
--   last_night_date: Night that brought the last.
WITH ordered AS (
    SELECT
        *,
        {
            'is_another': article_id <> duplicate_group_id,
            'at': coalesce(published_at, 'infinity'::TIMESTAMPTZ),
            'night': night_date,
            'id': article_id
        } AS place
    FROM latest_articles
)
SELECT
    duplicate_group_id AS story_id,
    arg_min(article_id, place) AS article_id,
    arg_min(struct_pack(title := title), place).title AS title,
    arg_min(outlet, place) AS outlet,
    arg_min(url, place) AS url,
    arg_min(agency, place) FILTER (agency IS NOT NULL) AS agency,
    count(DISTINCT source_id) AS carriers,
    count(*) AS articles,
    list(DISTINCT outlet ORDER BY outlet) AS carried_by,
    min(published_at) AS first_published_at,
    min(night_date) AS first_night_date,
    max(night_date) AS last_night_date
FROM ordered
GROUP BY duplicate_group_id
