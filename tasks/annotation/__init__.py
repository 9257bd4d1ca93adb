"""Names and attributed claims in article text: tagger, entities, claims."""
