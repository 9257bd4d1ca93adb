"""The language of a text, and only when it is long enough to say.

py3langid (a naive Bayes model over byte n-grams, Lui and Baldwin 2012) is deterministic, takes
0.2 ms a page, and costs 0.5 s and some 60 MB once a process. To take it out costs this file.
"""

from __future__ import annotations

import py3langid

_LEAST_LETTERS = 80
_SAMPLE_CHARS = 3000


def identify_language(text: str) -> str | None:
    """BCP 47 language of `text` (the bare language, `en`); None when the text is too short."""
    sample = text[:_SAMPLE_CHARS]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    language: str = py3langid.classify(sample)[0]
    return language
