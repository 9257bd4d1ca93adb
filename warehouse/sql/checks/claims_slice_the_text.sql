-- fail: a claim whose words are not in the text at its offsets puts words in a mouth.
-- One row is one claim whose text differs from its content's pieces, or whose pieces end past the
-- end of the article's text.
WITH sliced AS (
    SELECT
        claims.run_id,
        claims.claim_id,
        claims.text,
        articles.text_chars,
        list_concat(claims.claimant, claims.cue, claims.content) AS pieces,
        array_to_string(
            list_transform(
                claims.content,
                lambda piece: substring(
                    articles.text,
                    piece.start_char + 1,
                    piece.end_char - piece.start_char
                )
            ),
            ' … '
        ) AS text_at_offsets
    FROM claims
    INNER JOIN articles ON articles.article_version_id = claims.article_version_id
)
SELECT
    run_id,
    claim_id,
    text,
    text_at_offsets
FROM sliced
WHERE
    text_at_offsets != text
    OR len(list_filter(pieces, lambda piece: piece.end_char > text_chars)) > 0
