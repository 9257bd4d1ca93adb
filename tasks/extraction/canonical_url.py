"""The article's own address, and the id that hangs on it.

One article is met under many addresses: with tracking parameters, on mobile hosts, as AMP or print
view, through a cache. `canonical_url` undoes that; what a page declares is believed only where it
can be true (`declared_url`), because a wrong canonical merges two articles into one.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from tasks.extraction.declared_url import plausible_declaration

_CACHED = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/\w(?:/s)?/|(?:www\.)?google\.[\w.]+/amp/(?:s/)?|"
    r"web\.archive\.org/web/\d+(?:\w\w_)?/)(?:https?:/+)?(?=[\w.-]+\.\w+(?:/|$))"
)
_MOBILE_LABELS = frozenset({"m", "mobile", "mobil", "amp", "wap", "touch"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_VIEW_SEGMENT = re.compile(
    r"/(?:amp|print|printable|mobile)$|\.amp(?=(?:\.html?)?$)", re.IGNORECASE
)
_AMP_PREFIX = re.compile(r"^/amp(?=/.)", re.IGNORECASE)
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PATH_SAFE = "%/:=&~+!$,;'@()*"

# Names that say where a reader came from or how the page is shown, never which article it is.
_TRACKER = re.compile(
    r"(?:utm|pk|mtm|mc|ga|itm|at|ns|vero|oly|hsa|wt|fb|guce|matomo|piwik|stm|ml|mkt|pcampaign|"
    r"amp|soc|dg)_.*|_?_hs\w*|[a-z]{1,3}clid|yclid|ysclid|twclid|gbraid|wbraid|msclkid|igshi?d?|"
    r"mibextid|ref|ref_?src|refer{1,2}er|source|src|cmp(?:id)?|campaign(?:_?id)?|ito|xtor|sref|smid|"
    r"smtyp|emc|partner|share[d]?|guccounter|ncid|icid|ocid|spm|_ga|_gl|mkt_tok|trk\w*|rss|mod|sh|"
    r"output_?type|amp|print|printable|view_?mode|__twitter_impression|usqp|comments?|replytocom|"
    r"jsessionid|phpsessid|session_?id|medium|fromrss|origin|traffic_?source|postshare|xtref|_x_tr_.*",
    re.IGNORECASE,
)


def canonical_url(url: str, declared: str | None) -> str:
    """The address without tracking, fragment, AMP, print, mobile host, default port, end slash.

    `declared` is what the page calls its canonical address (may be relative); it is taken where
    plausible. Applying the function to its own result changes nothing. What is not an http(s)
    address is returned as it came, stripped.
    """
    address = normalize_url(url)
    if declared is None:
        return address
    believed = plausible_declaration(address, declared, normalize_url)
    return address if believed is None else believed


def article_id_of(canonical: str) -> str:
    """16 hexadecimal digits of the sha256 of the address, where scheme and `www.` do not count."""
    key = re.sub(r"^https?://(?:www\.)?", "//", canonical)
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def normalize_url(url: str) -> str:
    """One spelling for all the ways to write the same address; see `canonical_url`."""
    url = _CACHED.sub("https://", "".join(url.split()))
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        return url
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return url
    query = urlencode(sorted(_telling_parameters(parts.query)))
    return urlunsplit((parts.scheme.lower(), host, _path(parts.path), query, ""))


def _host(parts: SplitResult) -> str:
    """Host in lower case without a mobile label, credentials and a default port."""
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:  # an IPv6 address
        name = f"[{name}]"
    labels = name.split(".")
    if len(labels) > 2 and not labels[-1].isdigit():
        # "m." first, or second as in "en.m.example.org"; never the registered name itself.
        telling = [label for label in labels[:-2] if label not in _MOBILE_LABELS]
        name = ".".join(telling + labels[-2:])
    if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())):
        return name
    return f"{name}:{parts.port}"


def _path(path: str) -> str:
    path = quote(_ENCODED.sub(_decode_unreserved, _SESSION.sub("", path)), safe=_PATH_SAFE)
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments[:] = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    path = "/" + "/".join(segments)
    while True:
        shorter = _INDEX_PAGE.sub("", _VIEW_SEGMENT.sub("", _AMP_PREFIX.sub("", path)))
        if shorter in (path, ""):
            return shorter or "/"
        path = shorter.rstrip("/") or "/"


def _decode_unreserved(match: re.Match[str]) -> str:
    """Only what needs no encoding is decoded (RFC 3986, 6.2.2.2); the rest in capitals."""
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _telling_parameters(query: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True)
    return [(name, value) for name, value in pairs if not _TRACKER.fullmatch(name)]
