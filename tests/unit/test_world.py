"""The configuration of real outlets: every file loads, none is there twice, the world is in it."""

from __future__ import annotations

import tomllib
from collections import Counter
from urllib.parse import urlsplit

import pytest

from flows.preparation import read_outlets_offline, require_contact
from flows.settings import EMBEDDED_CONFIG, Settings, SettingsError
from tasks.sources.outlet import Outlet
from tasks.sources.site import is_same_site

WORLD = EMBEDDED_CONFIG.with_name("world.toml")
CONTINENTS = {
    "Africa": "MA DZ EG SN GH NG CD ET KE NA ZA",
    "Asia": "TR GE QA IL IR KZ UZ PK IN BD NP MM TH VN ID MY SG PH HK TW KR JP",
    "Europe": "GB IE FR DE AT ES IT PT NL BE SE NO DK FI IS EE PL CZ HU RO GR UA LV",
    "North America": "US CA MX CU JM",
    "Oceania": "AU NZ FJ PG TO",
    "South America": "BR AR CL CO EC",
}
# Where an outlet keeps its feeds under another name of its own.
OTHER_NAMES = {"www.bbc.com": "feeds.bbci.co.uk"}
# Services that hold feeds for others.
FEED_SERVICES = ("feeds.feedburner.com",)


@pytest.fixture(scope="module")
def outlets():
    return read_outlets_offline(Settings.read(WORLD))


def test_there_are_outlets_of_every_inhabited_continent_in_many_languages(outlets) -> None:
    continent_of = {c: name for name, codes in CONTINENTS.items() for c in codes.split()}
    found = Counter(continent_of[outlet.country] for outlet in outlets)
    assert set(found) == set(CONTINENTS)
    assert min(found.values()) >= 5
    assert len(outlets) >= 40
    assert len({outlet.language for outlet in outlets}) >= 30


def test_every_outlet_says_what_a_night_needs_to_know(outlets) -> None:
    for outlet in outlets:
        assert outlet.feeds or outlet.sitemaps, outlet.source_id
        assert outlet.name, outlet.source_id
        assert outlet.home_url, outlet.source_id
        assert outlet.time_zone, outlet.source_id
        assert outlet.source_id == outlet.source_id.lower().strip("-"), outlet.source_id


def test_every_address_is_https_and_stands_once(outlets) -> None:
    for addresses in (
        [outlet.home_url for outlet in outlets],
        [url for outlet in outlets for url in outlet.listings],
    ):
        assert [a for a, times in Counter(addresses).items() if times > 1] == []
        assert [a for a in addresses if urlsplit(a).scheme != "https"] == []


def test_listings_are_on_the_outlets_own_hosts_or_a_feed_service(outlets) -> None:
    for outlet in outlets:
        for url in outlet.listings:
            host = urlsplit(url).netloc
            is_own = is_same_site(outlet.home_url, url)
            is_own |= OTHER_NAMES.get(urlsplit(outlet.home_url).netloc) == host
            assert is_own or host in FEED_SERVICES, outlet.source_id


def test_the_files_say_that_they_are_not_verified(outlets) -> None:
    assert "UNVERIFIED" in WORLD.read_text(encoding="utf-8")
    for outlet in outlets:
        file = WORLD.parent / "world" / f"{outlet.source_id}.toml"
        first, *rest = file.read_text(encoding="utf-8").splitlines()
        assert first.endswith("Not yet tried: see world.toml.")
        assert "limits" not in tomllib.loads("\n".join(rest))


def test_the_world_is_not_asked_without_a_contact(outlets) -> None:
    settings = Settings.read(WORLD)
    assert not settings.fetching.allow_private_addresses
    with pytest.raises(SettingsError, match=r"fetching\.contact is empty") as raised:
        require_contact(settings, outlets)
    assert "\n" not in str(raised.value)


def test_who_only_reads_a_list_of_addresses_asks_strangers_as_well(tmp_path) -> None:
    settings = Settings()
    local = Outlet(source_id="local", name="Local", folders=(tmp_path,))
    require_contact(settings, [local])
    listed = Outlet(source_id="listed", name="Listed", url_lists=(tmp_path / "list.txt",))
    with pytest.raises(SettingsError, match=r"fetching\.contact is empty"):
        require_contact(settings, [local, listed])
