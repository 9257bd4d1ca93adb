# ruff: noqa: SIM905 - word lists read best as running text
"""What a text calls a person: titles before the name and appositions after it.

"military analyst NAME", "the finance minister, NAME", "NAME, the country's defence minister,".
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tasks.annotation.annotation import Span

_ROLE_NOUNS: Final = frozenset(
    """president minister secretary chancellor premier governor mayor senator deputy ambassador
    envoy diplomat spokesman spokeswoman spokesperson official officer chief head director
    manager executive chairman chairwoman chair founder co-founder owner partner leader commander
    general colonel captain lieutenant major sergeant judge justice lawyer attorney prosecutor
    analyst advocate economist scientist researcher professor lecturer teacher doctor nurse
    engineer inspector farmer fisherman resident witness student activist author editor reporter
    journalist adviser advisor aide negotiator mediator coach player trustee member candidate
    coordinator expert specialist survivor widow widower shopkeeper driver pilot warden curator surgeon physician midwife priest
    bishop imam pastor rector dean principal registrar chef baker trader broker banker auditor
    accountant ombudsman monitor observer delegate representative lawmaker mp legislator
    councillor councilor commissioner constable superintendent detective soldier rebel historian
    novelist poet artist singer actor architect builder worker miner sailor skipper ferryman
    ferrywoman fishmonger vendor tenant pensioner volunteer veteran foreman chemist surveyor secretary-general
    co-author king queen prince princess
    sheikh boss guard clerk mechanic technician treasurer whip speaker counsel solicitor barrister
    undersecretary vice-president cofounder strategist correspondent columnist ceo cfo""".split()
)
_ROLE_ENDING: Final = re.compile(r"\w{2}(?:er|or|ist|ian|man|woman|person|eer|ant|master)$")
# Words of such endings that are no nouns of persons.
_NO_ROLES: Final = frozenset(
    """after other another over under former latter never ever either neither however whether
    later earlier better greater larger higher lower number member-state order paper water river
    summer winter offer letter matter quarter chapter power tower fire september october november
    december corner border answer dinner center timber error factor sector major minor senior
    junior prior interior exterior exist list resist assist consist german roman human woman
    want constant important relevant distant instant significant giant restaurant plant grant
    warrant per together rather further inner outer upper cover disorder labor labour harbor color
    favor behavior door floor mirror terror horror tenor vapor rumor tumor anchor together
    disaster cluster shelter register weather father mother brother sister daughter career
    calendar asian russian italian indian persian norwegian egyptian syrian iranian ukrainian
    belgian brazilian canadian australian hungarian romanian bulgarian nigerian ethiopian""".split()
)
_SURNAMES: Final = frozenset(
    """baker bishop butler chef cook dean guard head judge king major marshal mason miner page
    pope priest prince singer sailor taylor clerk coach chief rector counsel nurse""".split()
)
_BEFORE_ROLE: Final = frozenset(
    """former senior junior chief deputy vice prime foreign finance defence defense interior home
    health energy transport trade education justice military political opposition government
    army navy police state city regional national federal local veteran retired acting lead
    leading first second economic credit legal press general attorney executive managing
    independent union party company climate security""".split()
)
_LEADING: Final = re.compile(
    r"^(?:[^,;()]*?(?:['’]s|s['’])\s+(?:own\s+)?"
    r"|(?:the|a|an|its|his|her|their|our|my|one)\s+)",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"(?:^(?:who|whom|whose|which)\b|,|;|:|\(|[–—]|\s(?:who|whom|whose|which|that|and|but|when|where|while|says?|said|told)\b"
    r"|[.?!](?:\s|$)|[\"“”]).*$",
    re.DOTALL,
)
_PLACE_TAIL: Final = re.compile(r"\s+(?:in|on)\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*$")
_WORD: Final = re.compile(r"[\w’'.-]+")
_APPOSITION: Final = re.compile(r"\s*(?:,|\()\s*(?:(?:aged\s+)?\d{1,3}\s*,\s*)?")
_LONGEST: Final = 90  # characters; what is longer is a clause, not a role
_SHORTEST_STEP: Final = re.compile(r"\s*,?\s*$")


def role_before(text: str, limit: int, start: int) -> str | None:
    """Return the role words that stand before the name at `start`, from `limit` on at most."""
    before = _SHORTEST_STEP.sub("", text[limit:start])
    return clean_role(re.split(r"[,;:()–—\"“”]\s*", before)[-1])


def role_after(text: str, end: int, limit: int) -> str | None:
    """Return the role in the apposition that follows the name ending at `end`."""
    opening = _APPOSITION.match(text, end, limit)
    if opening is None:
        return None
    return clean_role(text[opening.end() : min(limit, opening.end() + _LONGEST)])


def title_before(text: str, limit: int, start: int) -> str | None:
    """Return the title right before a name in running text, where no phrase boundary is known."""
    words = list(_WORD.finditer(text, max(limit, start - _LONGEST), start))
    taken = start
    for word in reversed(words):
        if text[word.end() : taken].strip() or not _can_be_in_title(word.group(), taken == start):
            break
        taken = word.start()
    return clean_role(text[taken:start]) if taken < start else None


def _can_be_in_title(word: str, is_last: bool) -> bool:
    if is_last:
        return is_role_noun(word)
    return is_role_noun(word) or word.lower() in _BEFORE_ROLE or word[0].isupper()


def clean_role(phrase: str) -> str | None:
    """Return the role in a noun phrase, without article, possessor and relative clause.

    >>> clean_role("the country's defence minister, who was in Geneva")
    'defence minister'
    """
    bare = _PLACE_TAIL.sub("", _TAIL.sub("", phrase.strip())).strip()
    head_end = re.search(r"\s(?:of|for|at|in|to|with|from|on|by)\s", bare)
    head = bare[: head_end.start()] if head_end else bare
    leading = _LEADING.match(head)
    if leading:
        bare, head = bare[leading.end() :], head[leading.end() :]
    words = _WORD.findall(head)
    if _is_list_of_names(words, has_leading=leading is not None):
        return None
    if not words or len(words) > 6 or not is_role_noun(words[-1]):
        return None
    return bare.strip(" .,’'") or None


def _is_list_of_names(words: list[str], *, has_leading: bool) -> bool:
    """Tell whether the words go on with another name: "and Bo Lind", "James Baker"."""
    if words and words[0].lower() in {"and", "or", "but", "with"}:
        return True
    is_bare_name = len(words) > 1 and all(word[0].isupper() for word in words)
    return is_bare_name and not has_leading and words[-1].lower() in _SURNAMES


def is_role_noun(word: str) -> bool:
    """Tell whether a word names what a person is or does."""
    lower = word.lower().strip(".’'")
    if lower in _ROLE_NOUNS or lower.split("-")[-1] in _ROLE_NOUNS:
        return True
    if word[:1].isupper():  # a surname as well as a trade: "Chelsea Handler"
        return False
    return lower not in _NO_ROLES and _ROLE_ENDING.search(lower) is not None


def unnamed_role(text: str, source: Sequence[Span]) -> str | None:
    """Return the role of one unnamed person: "A spokeswoman for Halvard Cells"."""
    if not source:
        return None
    phrase = text[source[0][0] : source[0][1]]
    is_one = re.match(r"(?:a|an|the|one|its|his|her|their)\s", phrase, re.IGNORECASE)
    return clean_role(phrase) if is_one else None


def find_roles(text: str, mention: Span, phrase: Span, is_whole_phrase: bool) -> Iterator[str]:
    """Yield the roles on both sides of the person's name at `mention`, first the one before.

    `phrase` is where to look: the source's noun phrase where `is_whole_phrase`, else the sentence.
    """
    before = role_before if is_whole_phrase else title_before
    for role in (
        before(text, phrase[0], mention[0]),
        role_after(text, mention[1], phrase[1]),
    ):
        if role is not None:
            yield role
