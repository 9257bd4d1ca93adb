"""The lock serves every Python that Dateline runs on, though it was resolved under one of them."""

from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).parents[2] / "requirements.lock"


def locked() -> list[Requirement]:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pins = (line.removesuffix("\\").strip() for line in lines if line[:1].isalnum())
    return [Requirement(pin) for pin in pins]


def applies(requirement: Requirement, python: str) -> bool:
    environment = {"python_version": python, "python_full_version": f"{python}.9", "extra": ""}
    return requirement.marker is None or requirement.marker.evaluate(environment)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_what_the_locked_packages_need_is_locked_for(python: str) -> None:
    pinned = {canonicalize_name(pin.name) for pin in locked() if applies(pin, python)}
    needed = set()
    for name in pinned:
        try:
            needs = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:  # a package for another Python or system than this one
            continue
        needed |= {canonicalize_name(need.name) for need in needs if applies(need, python)}
    assert needed <= pinned


def test_the_lock_pins_by_hash_and_names_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert all("==" in str(pin.specifier) for pin in locked())
    assert text.count("--hash=sha256:") >= len(locked())
    assert "://" not in text
