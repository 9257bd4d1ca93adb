"""Hosts that answer 200 with something else than the article: a log-in page, a consent page."""

from __future__ import annotations

import pytest

from tasks.extraction.page import extract_page

SIGN_IN = """<!doctype html><html lang="en"><head><title>{title} | The Valley Gazette</title></head><body>
<main><h1>{title}</h1><p>Please use your account to read this article. Subscribers have access to all
of our journalism, on every device and without advertisements.</p><form action="/login" method="post">
<input type="email" name="e"><input type="password" name="p"><button>Continue</button></form>
<p>New here? Create an account and enjoy thirty days for free. Cancel at any time you like.</p></main>
</body></html>"""
ADDRESS = "https://gazette.example/2026/11/20/bridge"


@pytest.mark.parametrize(
    "title",
    ["Sign in", "Log in to continue", "Anmelden", "Connexion", "Iniciar sesión", "ログイン"],
)
def test_a_log_in_page_in_an_articles_place_is_rejected(title):
    page = SIGN_IN.format(title=title).encode()
    found = extract_page(page, url=ADDRESS, content_type="text/html; charset=utf-8")
    assert (found.status, found.kind) == ("rejected", "paywalled")
    assert found.reason == "asks to sign in instead of showing the article"


def test_an_article_about_signing_in_is_an_article():
    text = "".join(
        f"<p>The council said on Friday that {n} thousand people had signed in to the new service, "
        "more than anybody had expected when the plan was drawn up last year.</p>"
        for n in range(2, 12)
    )
    page = f"<html><head><title>Sign in here, says council</title></head><body><article><h1>Sign in here, says council</h1>{text}</article></body></html>"
    assert extract_page(page.encode(), url=ADDRESS).status == "ok"


def test_a_consent_page_in_an_articles_place_is_rejected():
    words = (
        "<p>We and our partners store cookies on your device. With your consent we use cookies.</p>"
    )
    page = f"<html><head><title>Before you continue</title></head><body><main>{words * 3}</main></body></html>"
    found = extract_page(page.encode(), url=ADDRESS)
    assert (found.status, found.kind) == ("rejected", "consent")
