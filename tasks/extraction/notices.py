"""Pages that say why there is no article: not found, errors, barriers, consent and log-in walls."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.extraction.record import Kind


@dataclass(frozen=True, slots=True)
class Notice:
    """The kind of page that a notice makes, and the reason in a line."""

    kind: Kind
    reason: str


_NOT_FOUND = re.compile(
    r"(?:page|article|story|content|document|file)\s+(?:(?:was|is|could|can|has|have)\s*(?:not|no|n['’]t)?"
    r"\s*(?:be\s+)?)?(?:not\s+)?(?:found|available|exist|been removed|moved)|"
    r"\b(?:error\s+)?404\b|^not found$|no longer (?:available|there|exists)|"
    r"page (?:you(?:['’]re| are) looking for|doesn['’]t exist)|"
    r"seite (?:konnte )?nicht (?:gefunden|vorhanden)|seite wurde nicht gefunden|"
    r"page (?:introuvable|non trouvée)|p[aá]gina no (?:encontrada|existe)|"
    r"p[aá]gina não encontrada|pagina non trovata|pagina niet gevonden|siden (?:finnes|findes) ikke|"
    r"страница не найдена|ページが見つかりません|页面不存在",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"^(?:access denied|forbidden|(?:error\s*)?(?:403|429|5\d\d)\b.{0,40}|just a moment.*|"
    r"attention required.*|service unavailable|bad gateway|internal server error|"
    r"are you a (?:robot|human).*|.*(?:verify|checking) (?:that )?you(?:r browser| are (?:a )?human).*|"
    r"(?:security|browser) check.*|robot check|pardon our interruption.*|request blocked|"
    r"too many requests|.*temporarily unavailable|site (?:is )?under maintenance|enable javascript.*)$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"^(?:before you continue.*|we value your privacy|(?:your|manage) (?:privacy|cookie).{0,40}|"
    r"cookie (?:consent|settings|policy)|privacy settings|consent|"
    r".*(?:datenschutz-?einstellungen|zustimmung|cookies akzeptieren).*|gestion des cookies)$",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"^(?:(?:please |you must )?(?:sign|log)[ -]?in\b.{0,60}|login|subscriber login|members only|"
    r"(?:bitte )?(?:anmelden|einloggen)|anmeldung|(?:se )?connecter|connexion|identifiez-vous|"
    r"(?:iniciar|inicie) sesi[oó]n|acceder|accedi|entrar|fazer login|inloggen|logg inn|logga in|"
    r"войти|вход|ログイン|登录)\W*$",
    re.IGNORECASE,
)
_COOKIE_WORDS = re.compile(r"\bcookies?\b|\bconsent\b|\bgdpr\b|\bpartners\b", re.IGNORECASE)


def notice_in(title: str | None, text: str) -> Notice | None:
    """What a short page's title and text give notice of; None when it is no such page."""
    heading = (title or "").strip()
    opening = text[:300]
    if _NOT_FOUND.search(heading) or (len(text) < 300 and _NOT_FOUND.search(opening)):
        return Notice("not_found", "says that there is no such page, with a status that denies it")
    if _ERROR.match(heading):
        return Notice("error", f"an error page: {heading[:80]}")
    if _SIGN_IN.match(_without_site(heading)):
        return Notice("paywalled", "asks to sign in instead of showing the article")
    cookies = len(_COOKIE_WORDS.findall(text))
    if _CONSENT.match(heading) or (cookies >= 4 and cookies * 100 > len(text)):
        return Notice("consent", "asks for consent instead of showing the article")
    return None


def _without_site(heading: str) -> str:
    """A page's title as far as the site's name."""
    return re.split(r"\s[-|\u2013\u2014\u00b7:]\s", heading, maxsplit=1)[0]
