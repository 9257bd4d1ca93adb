"""From a page's bytes to its article: text, metadata, kind, language, and near duplicates."""
