-- One row is one article in the version that is newest.
-- Analysts count and read articles here, so that a corrected article is not counted twice.
--   article_id: Identity of the article; never changes.
--   article_version_id: Version shown, for joins with mentions and claims.
--   night_date: Night that brought this version.
--   source_id: Outlet that published it.
--   outlet: The outlet's name as readers know it; its id when no name is on record.
--   title: Headline; null when none was found.
--   authors: Authors, people only; empty when the page names none.
--   agency: News agency credited; null when none is.
--   credits: All that the page names as authors, in its words: people, agencies, desks, the outlet; null in rows older than the column.
--   published_at: Time of publication (UTC); null when only a day is known.
--   published_date: Day of publication where it was written; null when unknown.
--   modified_at: Time of the last change it admits (UTC); null when none.
--   language: Language of the text (BCP 47); null when it is too short to say.
--   section: Section as the page gives it; null when it does not.
--   tags: Keywords that the page gives itself; null in rows older than the column.
--   access: free, metered or paid, as the page declares itself; null when it does not.
--   kind: article, live_blog or press_release.
--   url: The article's own address.
--   text: Text without the headline; paragraphs are separated by a blank line.
--   text_chars: Characters (code points) of text.
--   posts: Posts of a live blog: where each stands in the text, and when it came; empty when it is none, null in rows older than the column.
--   duplicate_group_id: Articles with nearly the same text share it.
--   versions: How many versions of the article are on record.
--   annotation_outcome: annotated, or why there are no mentions and claims.
WITH newest AS (
    SELECT
        article_id,
        max_by(
            article_version_id,
            (night_date, coalesce(modified_at, '-infinity'::TIMESTAMPTZ), article_version_id)
        ) AS article_version_id,
        count(*) AS versions
    FROM articles
    GROUP BY article_id
),
outlets AS (
    SELECT
        source_id,
        max_by(name, (night_date, config_hash)) AS outlet
    FROM sources
    GROUP BY source_id
)
SELECT
    articles.article_id,
    articles.article_version_id,
    articles.night_date,
    articles.source_id,
    coalesce(outlets.outlet, articles.source_id) AS outlet,
    articles.title,
    articles.authors,
    articles.agency,
    articles.credits,
    articles.published_at,
    articles.published_date,
    articles.modified_at,
    articles.language,
    articles.section,
    articles.tags,
    articles.access,
    articles.kind,
    articles.canonical_url AS url,
    articles.text,
    articles.text_chars,
    articles.posts,
    articles.duplicate_group_id,
    newest.versions,
    articles.annotation_outcome
FROM articles
INNER JOIN newest ON newest.article_version_id = articles.article_version_id
LEFT JOIN outlets ON outlets.source_id = articles.source_id
