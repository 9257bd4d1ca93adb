-- fail: a mention that is not the text at its offsets points analysts at the wrong words.
-- One row is one mention whose text differs from its article's text at its offsets.
SELECT
    mentions.run_id,
    mentions.mention_id,
    mentions.text,
    substring(
        articles.text,
        mentions.start_char + 1,
        mentions.end_char - mentions.start_char
    ) AS text_at_offsets
FROM mentions
INNER JOIN articles ON articles.article_version_id = mentions.article_version_id
WHERE text_at_offsets != mentions.text
