"""How a claim is worded: quoted or not, denied or not, and how firmly it is held."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from tasks.annotation.annotation import Span
from tasks.annotation.quotation import Quotation

# The source says that the content is not so.
_DENIES: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)|disput(?:es?|ed|ing)"
    r"|dismiss(?:es|ed|ing)?|rebut(?:s|ted|ting)?|rul(?:es?|ed|ing) out|contradict(?:s|ed|ing)?"
    r"|disavow(?:s|ed|ing)?|repudiat(?:es?|ed|ing))\b",
    re.IGNORECASE,
)
# The source will not accept the content, though it does not say outright that it is not so.
_DOUBTS: Final = re.compile(
    r"\b(?:doubt(?:s|ed)?|never accept\w*|(?:not|n[’']t) (?:accept|believe|agree)|disagree\w*)\b",
    re.IGNORECASE,
)
# The source keeps to itself whether it is so.
_WITHHOLDS: Final = re.compile(
    r"\byet to\b|\bdeclin\w+|\bno comment\b|\brefus\w+ to\b|\bunable to (?:say|confirm)\b"
    r"|\bno mention\b|\bwithout confirming\b|\bneither confirm\w*|\bnot be drawn\b"
    r"|(?:\bnot|n[’']t|\bcannot)\b.{0,20}?\b(?:confirm\w*|say|said|comment\w*|disclos\w+"
    r"|reveal\w*|specif\w+|discuss\w*|explain\w*|identif\w+|answer\w*|verif\w+)\b"
    r"|\b(?:is|was|are|were) unclear\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS: Final = re.compile(r"\b(?:ask(?:s|ed|ing)?|inquir\w+|enquir\w+)\b(?! for)", re.IGNORECASE)
_QUESTION: Final = re.compile(r"^\W*(?:whether|if|how|why|when|who|what|where)\b", re.IGNORECASE)
_PROBABLE: Final = re.compile(
    r"\b(?:likely|probabl[ey]|expect(?:s|ed|ing|ation|ations)?|presumably|anticipat(?:es?|ed|ing)"
    r"|estimat(?:es?|ed|ing)|forecasts?|predict(?:s|ed|ing)?|almost certain(?:ly)?|bet|bets"
    r"|(?:is|are|was|were) (?:thought|believed))\b",
    re.IGNORECASE,
)
_POSSIBLE: Final = re.compile(
    r"\b(?:could(?! not|n[’']t)|may|might|possibl[ey]|possibilit(?:y|ies)|perhaps|maybe"
    r"|too (?:early|soon) to|potentially|suspect(?:s|ed)?|suggest(?:s|ed|ing)?|fear(?:s|ed|ing)?"
    r"|chances?|likelihood|odds|appear(?:s|ed)? to|seem(?:s|ed)? to|wonder(?:s|ed)?"
    r"|not (?:sure|certain)|unclear|speculat\w+)\b",
    re.IGNORECASE,
)
# With a capital it is the month or a name; a statement does not open with the verb.
_MAY: Final = re.compile(r"\bMay\b")
# What another is reported to have said is as firm as that other was, not as this source is.
_REPORTED: Final = re.compile(
    r"\b(?:had|has|have) (?:told|said|warned|assured|promised|asked|argued)\b.*", re.DOTALL
)
_NEGATED_VERB: Final = re.compile(
    r"(?<!may )(?<!might )(?<!and )(?<!but )(?<!or )(?:\b(?:not|never)\b|n[’']t\b|\bcannot\b)"
    r"|\bno such\b",
    re.IGNORECASE,
)
_IS_NO: Final = re.compile(
    r"^\W*(?:that )?(?:there (?:is|was|were|are|has been|had been) no\b|[^.]{0,20}\bnot true\b)"
    r"|^\W*(?:I|we) (?:have|had|will|see|know|want|need) (?:\w+ )?no\b",
    re.IGNORECASE,
)
_OPENS_WITH_NO: Final = re.compile(
    r"^\W*(?:that )?(?:there )?(?:was )?no(?:thing)?\b", re.IGNORECASE
)
_WE: Final = re.compile(r"^\W*(?:I|we|my|our)\b", re.IGNORECASE)
# Here the main clause ends: what is denied after it is not what the claim says.
_CLAUSE_END: Final = re.compile(
    r"[;:,.?!…—–]|\b(?:because|which|who|whose|when|while|although|though|unless|if|but|until"
    r"|since|so|whether|where|that|and|as|before|after|than)\b",
    re.IGNORECASE,
)
_LONGEST_MAIN_CLAUSE: Final = 12  # words in which a negation belongs to the main verb
_SENTENCE_END: Final = re.compile(r"[.?!][\"”’»]?(?=\s)|,[\"”’»]")
_QUOTED_WHOLLY: Final = 0.95
_WORD_CHARACTER: Final = re.compile(r"\w")


def find_kind(text: str, content: Sequence[Span], quotations: Sequence[Quotation]) -> str:
    """Return direct where all of the content is quoted, mixed where a part is, else indirect."""
    letters, quoted = 0, 0
    for start, end in content:
        letters += len(_WORD_CHARACTER.findall(text, start, end))
        first = bisect_left(quotations, start, key=lambda quotation: quotation.end)
        last = bisect_left(quotations, end, key=lambda quotation: quotation.start)
        for quotation in quotations[first:last]:
            low, high = max(start, quotation.start), min(end, quotation.end)
            if low < high:
                quoted += len(_WORD_CHARACTER.findall(text, low, high))
    if quoted >= _QUOTED_WHOLLY * max(1, letters):
        return "direct"
    return "mixed" if quoted else "indirect"


def is_negated(cue: str, content: str, kind: str) -> bool:
    """Tell whether the source denies the content, or states that something is not so.

    In the source's own words (`kind` direct) a "not" counts where the source speaks of itself,
    "We did not fire"; "The sea did not knock" tells what happened and denies nothing.
    """
    if _WITHHOLDS.search(cue) or _NEGATED_VERB.search(cue):
        return bool(_DOUBTS.search(cue))
    if _DENIES.search(cue) or _DOUBTS.search(cue):
        return not _is_opinion(cue, content)
    if _IS_NO.search(content) or (kind != "direct" and _OPENS_WITH_NO.search(content)):
        return True
    if kind == "direct" and not _WE.search(content):
        return False
    return bool(_NEGATED_VERB.search(_main_clause(content)))


def find_certainty(cue: str, content: str, kind: str) -> str:
    """Return how firmly the source holds the content: certain, probable, possible or unknown.

    Of the source's own words (`kind` direct) the first clause decides, as the later ones mostly
    explain it.
    """
    if _WITHHOLDS.search(cue) or (_ASKS.search(cue) and _QUESTION.search(content)):
        return "unknown"
    wording = _REPORTED.sub("", _MAY.sub("", content))
    if kind == "direct":
        wording = _first_sentence(wording)
    if _POSSIBLE.search(cue) or _POSSIBLE.search(wording):
        return "possible"
    if _PROBABLE.search(cue) or _PROBABLE.search(wording):
        return "probable"
    return "certain"


def _is_opinion(cue: str, content: str) -> bool:
    """Tell "dismissed the memo as one opinion among many" from "dismissed the allegation"."""
    return cue.lower().startswith("dismiss") and " as " in content


def _main_clause(content: str) -> str:
    opening = content.lstrip(" \"“‘«„'").removeprefix("that ")
    end = _CLAUSE_END.search(opening, 3)
    words = opening[: end.start() if end else None].split()
    return " ".join(words[:_LONGEST_MAIN_CLAUSE])


def _first_sentence(content: str) -> str:
    end = _SENTENCE_END.search(content)
    return content[: end.start()] if end else content
