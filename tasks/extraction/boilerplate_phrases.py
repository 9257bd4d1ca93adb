"""Phrases that stand between, before and after the paragraphs of articles, in several languages.

Each list is a regular expression for a whole line, compared without regard to case.
"""

from __future__ import annotations

import re

_READ_ALSO = (
    r"read (?:more|also|next|the (?:full|latest))\b.*|also read\b.*|see also\b.*|related(?: (?:articles?|"
    r"stor(?:y|ies)|topics?|links?|content))?\s*:?|\[?related ?:.*|more ?: .*|don['’]t miss\b.*|"
    r"lesen sie (?:auch|hier|dazu|mehr).*|mehr (?:zum thema|dazu)\b.*|lire aussi\b.*|à lire aussi\b.*|"
    r"(?:lee|lea|leer) (?:también|más)\b.*|leia (?:também|mais)\b.*|leggi anche\b.*|lees (?:ook|meer)\b.*|"
    r"les også\b.*|læs også\b.*|läs (?:också|även|mer)\b.*|lue myös\b.*|czytaj (?:też|także|więcej)\b.*|"
    r"читайте также\b.*|читать далее\b.*|see more ?:.*|watch ?[:|].*|listen ?:.*|must read ?:.*"
)
_ADVERTISING = (
    r"(?:\W*)(?:advertisement|advertising|anzeige|werbung|publicité|publicidad|pubblicità|reklame|annonse|"
    r"реклама)\b.{0,40}|(?:article|story) continues (?:below|after)\b.*|scroll (?:down )?to continue.*|"
    r"(?:all )?products featured on .{0,40} are independently\b.*|.{0,60}\bearn (?:a|an affiliate) commission.*|"
    r".{0,200}\bwe may earn (?:revenue|money|a|an)\b.*|when you (?:buy|purchase|shop) .{0,40}(?:links|commission).*|"
    r"sponsored(?: content)?|promoted(?: content)?"
)
_SHARING = (
    r"share(?: (?:this|on|via|article|story)\b.*)?|tweet|print|e-?mail(?: this.*)?|save|copy link|"
    r"(?:whats ?app|facebook|twitter|telegram|linkedin|pinterest|reddit|messenger|x)|teilen|partager|"
    r"compartir|condividi|compartilhar|del|dela|follow (?:us|me)\b.*|(?:\d+ )?comments?|"
    r"— .{1,60} \(@\w+\) .{5,30}|pic\.twitter\.com/\w+"
)
_PICTURES = (
    r"(?:photo|image|picture|foto|bild|fotos|immagine|video|gallery)(?: credit| by|graph)?s?\s?[:|/].{0,120}|"
    r"(?:image|photo|gallery) credit.{0,120}|фото\s?:.{0,120}|\[(?:image|photo) via.{0,100}|getty images|"
    r"(?:source|quelle|kilde|fuente|fonte)\s?:.{0,80}|this video cannot be played.*|\d{1,2}:\d\d"
)
_DATES = (
    r"(?:(?:last |first )?(?:updated?|published|posted|modified|veröffentlicht|aktualisiert|publié|"
    r"mis à jour|publicado|actualizado|güncelleme|stand)\b\W?.{0,60}\d.{0,40})|"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?\d{1,2} [a-z]+ (?:19|20)\d\d,? \d{1,2}[:.]\d\d.{0,20}|"
    r"(?:入力|更新|公開|配信|입력|수정|发布|时间)?\W{0,2}\d{4}\W{0,2}[年.년-]\W?\d{1,2}\W?[月.월-]\W?\d{1,2}\W?[日일]?.{0,40}|"
    r"\d{1,2}[:.]\d\d (?:[ap]m )?\w{2,4} \d{1,2}/\d{1,2}/\d{4}.{0,60}|\d+ min(?:ute)?s?(?: read| ago)?"
)
_RIGHTS = (
    r"(?:<?copyright|©|\(c\) ?\d{4}).*|all rights reserved.*|(?:alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados).*|our standards\s?: .*|.*무단 ?전재.*"
)
_LETTERS = (
    r"(?:sign up|subscribe)\b.{0,200}|get (?:the|our|all the|today['’]?s) .{0,80}(?:newsletter|inbox|alerts).*|"
    r"(?:want|like) .{0,60}\bsubscribe to our\b.*|.{0,120}\bto (?:our|the) (?:free )?(?:\w+ )?newsletters?\b.{0,40}|"
    r".{0,80}(?:delivered (?:\w+ )?(?:to|through) your (?:inbox|letterbox|door)|(?:straight to|in) your inbox)\b.*|"
    r".{0,160}\bsign up (?:for|to) (?:our|the|one of our) .{0,60}(?:newsletters?|alerts)\W*|get alerts\b.*|"
    r".{0,120}\bwhats ?app-?(?:kanal|channel|canal)\b.{0,80}|install (?:our|the) .{2,40}\bapp\b.*|"
    r"(?:download|get) (?:our|the) (?:free )?app\b.*|"
    r".{0,40}(?:abonnieren sie|abonniere den|newsletter informiert)\b.*|inscrivez-vous\b.*|suscríbete\b.*"
)
EVERYWHERE = re.compile(
    f"(?:{_READ_ALSO}|{_ADVERTISING}|{_SHARING}|{_PICTURES}|{_RIGHTS}|[_*•·—–-]{{1,9}})",
    re.IGNORECASE,
)
AT_HEAD = re.compile(
    f"(?:{_DATES}|{_LETTERS}"
    r"|(?:\w{3,9},? )?\w{3,12} \d{1,2},? (?:19|20)\d\d(?:,? \d{1,2}[:.]\d\d.{0,12})?"
    r"|\d{1,2}\.? \w{3,12} (?:19|20)\d\d(?:\W{1,3}.{0,50}\d)?|\S{2,4} 기자.{0,20}"
    r"|by [^.?!,]{3,60}(?:,[^.?!]{3,60})?|par [A-Z][^.?!]{3,50}|opinion:?|if your time is short)",
    re.IGNORECASE,
)
AT_TAIL = re.compile(
    f"(?:{_DATES}|{_LETTERS}"
    r"|(?:this (?:article|story|post|piece)|an earlier version of this).{0,60}"
    r"(?:originally|first) (?:appeared|published).*|follow .{1,60} on (?:twitter|x|facebook|instagram|"
    r"snapchat|youtube|threads).*|.{0,60}follow (?:him|her|them) on (?:twitter|x)\b.*|"
    r".{0,80}can be (?:reached|contacted) (?:at|on|via) .*@.*|contact .{1,60}@.*|e-?mail .{1,60}@\S+|"
    r".{0,140}\bclick here (?:for|to)\b.{0,60}|be the first to get\b.{0,60}|\[(\w+) [^\]]*\].{0,120}\[/\w+\]|"
    r"this is a breaking news? story\b.{0,60}|"
    r"(?:get in touch|do you have|got) .{0,60}(?:news team|a story|news tip).*|click here\b.*|"
    r"for more (?:stories|news|on|information)\b.*|check out (?:more|our|all)\b.*|"
    r"(?:fehler gefunden|korrektur).{0,40}|listen to .{1,60} on (?:spotify|apple).*|also available on .*|"
    r"thank you for (?:reading|visiting).*|what do you think\b.*|tell us what you think.*|"
    r"send (?:this|us) .{0,40}|back to (?:the )?top|write to the editor.*|"
    r"want to bookmark your .*|join (?:our|the|thought).{0,40}(?:forum|conversations?|discussion).*)",
    re.IGNORECASE,
)
# What follows one of these headings near the end is no longer the article.
ENDS_ARTICLE = re.compile(
    r"(?:related (?:articles?|stor(?:y|ies)|content|news|posts|topics)|more (?:on this(?: story)?|stories|"
    r"from .{2,30}|must-reads.*|to read|like this)|most (?:read|popular|viewed)|recommended(?: .{2,20})?|"
    r"read next|up next|what to read next|you (?:may|might) also like.*|explore more|trending(?: now)?|"
    r"top stories|editor['’]?s picks?|latest (?:news|stories|headlines)|comments|join our commenting forum|"
    r"leave a (?:comment|reply)|have your say|about the authors?|keep reading|popular now|"
    r"log in or create an account.*|like what you['’]re reading\??|auch interessant|das könnte (?:sie|dich) .*|"
    r"meistgelesen|mehr zum thema|newsletter|topics|tags|in this article|"
    r"à lire aussi|les plus lus|sur le même (?:sujet|thème)|lo más (?:leído|visto)|te puede interesar|"
    r"más noticias|más información|leia também|mais lidas|i più letti|leggi anche|lees ook|meest gelezen|"
    r"les også|mest lest|читайте также|関連(?:記事|ニュース|キーワード|リンク)|おすすめ(?:情報|記事)|あわせて読みたい|"
    r"相关(?:阅读|新闻|文章|报道)|延伸閱讀|相關(?:新聞|文章)|관련 ?기사|많이 본 (?:뉴스|기사)|subscribe to unlock .*|already a subscriber\b.*)\s*:?\s*",
    re.IGNORECASE,
)
