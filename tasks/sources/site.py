"""Which site an address belongs to, as far as its host's name tells."""

from __future__ import annotations

from urllib.parse import urlsplit

# Second-level labels under which names are registered, as in co.uk or com.br.
_PUBLIC_LABELS = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob"})
# Two letters that are sold for their sound, and say nothing of a country.
_SOLD = frozenset(
    {"ai", "am", "cc", "co", "eu", "fm", "gg", "io", "la", "me", "nu", "sh", "tv", "ws"}
)


def site_name(host: str) -> str:
    """The registered name, such as bbc.co.uk; the host itself where it is an address of numbers."""
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return ".".join(labels)
    is_public = labels[-2] in _PUBLIC_LABELS and len(labels[-1]) == 2
    return ".".join(labels[-3:] if is_public else labels[-2:])


def site_label(host: str) -> str:
    """The part of the host that names the outlet: "bbc"; empty for an address of numbers."""
    name = site_name(host)
    return "" if name.rpartition(".")[2].isdigit() or ":" in name else name.partition(".")[0]


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs are of one site, whatever the subdomain: bbc.co.uk is bbc.com as well."""
    ours, theirs = (urlsplit(url).hostname or "" for url in (one, other))
    is_alike = site_label(ours) == site_label(theirs) != ""
    return is_alike or site_name(ours) == site_name(theirs)


def country_of_host(host: str) -> str | None:
    """The country (ISO 3166-1 alpha-2) whose top-level domain it is; None where it is nobody's."""
    top = host.lower().rpartition(".")[2]
    if len(top) != 2 or not top.isalpha() or top in _SOLD:
        return None
    return {"uk": "GB"}.get(top, top.upper())
