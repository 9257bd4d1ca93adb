"""Where a sentence ends, in the scripts that mark it."""

from __future__ import annotations

import re

# Full stops of Latin, CJK, Indic, Arabic, Armenian, Ethiopic and Khmer; Thai and Lao have none.
_END = re.compile(r"[.!?…。！？।॥۔؟։።។][\"'”’»)\]」』]*$|[\u0e00-\u0eff]$")
# Nobody closes more quotations than this at once, and a text may have a million characters.
_LAST_CHARS = 30


def ends_sentence(text: str) -> bool:
    """Whether the last sentence of the text is finished; a quotation mark may follow its end."""
    return _END.search(text[-_LAST_CHARS:]) is not None
