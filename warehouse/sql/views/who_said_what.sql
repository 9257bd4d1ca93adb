-- One row is one attributed statement in the newest version of an article.
-- The question Dateline exists for: who said what, in whose words, how firmly, and where.
--   speaker: Canonical name of the source; null when the text names none.
--   role: Role as the text gives it; null when it gives none.
--   said: The statement's words, pieces joined by ' … '.
--   kind: direct (quotation), mixed (partly quoted) or indirect (reported).
--   certainty: certain, probable, possible, or unknown when the source withholds.
--   is_negated: The source denies or negates the statement.
--   outlet: Outlet that carried it.
--   title: Headline of the article; null when none was found.
--   url: The article's own address.
--   published_at: Time of publication (UTC); null when only a day is known.
--   published_date: Day of publication where it was written; null when unknown.
--   cue: Words that attribute the statement ('said'); empty when only quotation marks do.
--   start_char: First character (code point) of the statement in the article's text.
--   confidence: 0 to 1, how sure the model is of the claim as a whole.
--   check_worthiness: 0 to 1, worth checking; null when the model gives none.
--   night_date: Night that brought the article's version.
--   claim_id: Identity of the claim.
--   entity_id: Entity of the source; null when it is not a named one.
--   article_id: Article that carries it.
--   article_version_id: Version whose text the offsets slice.
--   source_id: Outlet's id.
--   duplicate_group_id: Articles with nearly the same text share it.
--   model: Annotation model, as id@revision.
SELECT
    claims.claimant_name AS speaker,
    claims.claimant_role AS role,
    claims.text AS said,
    claims.kind,
    claims.certainty,
    claims.is_negated,
    latest_articles.outlet,
    latest_articles.title,
    latest_articles.url,
    latest_articles.published_at,
    latest_articles.published_date,
    array_to_string(
        list_transform(
            claims.cue,
            lambda piece: substring(
                latest_articles.text,
                piece.start_char + 1,
                piece.end_char - piece.start_char
            )
        ),
        ' '
    ) AS cue,
    claims.content[1].start_char AS start_char,
    claims.confidence,
    claims.check_worthiness,
    latest_articles.night_date,
    claims.claim_id,
    claims.entity_id,
    claims.article_id,
    claims.article_version_id,
    latest_articles.source_id,
    latest_articles.duplicate_group_id,
    claims.model
FROM claims
INNER JOIN latest_articles
    ON latest_articles.article_version_id = claims.article_version_id
