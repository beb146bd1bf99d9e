"""What a page asks of its reader, and no one said: share this, read more, subscribe.

Known by the class of what holds it, and by blocks that are nothing but links of that kind.
Prose is never dropped: a sentence about sharing has words that are no link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CLASSES = frozenset(
    "sharedaddy sd-sharing-enabled share-buttons share-links social-share social-sharing"
    " addtoany_share_save_container a2a_kit addthis_toolbox jp-relatedposts post-sharing"
    " subscription-widget-wrap subscription-widget subscribe-widget subscribe-form"
    " newsletter-signup newsletter-form email-signup mc_embed_signup"
    " wp-block-jetpack-subscriptions wp-block-jetpack-sharing-buttons"
    " wp-block-social-links read-more-link more-link read-more button-wrapper"
    " captioned-button-wrap kg-signup-card kg-button-card heateor_sss_sharing_container"
    " et_social_inline ssba wp-block-read-more".split()
)
"""Classes of what only shares, subscribes or leads on (WordPress, Substack, Ghost)."""

LONGEST = 300
"""Characters of such an element: what is longer holds prose."""

SHARE = re.compile(
    r"(?:twitter|x)\.com/(?:intent/|share|home\?status)|facebook\.com/(?:sharer|share\.php|dialog)"
    r"|linkedin\.com/(?:sharearticle|sharing|cws/share)|reddit\.com/submit"
    r"|news\.ycombinator\.com/submitlink|pinterest\.[a-z.]+/pin/create|t\.me/share"
    r"|(?:api|web)\.whatsapp\.com/send|whatsapp://send|wa\.me/\?|bsky\.app/intent"
    r"|getpocket\.com/(?:save|edit)|threads\.net/intent|tumblr\.com/(?:share|widgets/share)"
    r"|mailto:\?|toot\.kytta\.dev|mastodonshare\.com|share\.flipboard\.com"
    r"|instapaper\.com/(?:hello2|edit)|vk\.com/share|line\.me/r/msg",
    re.I,
)
"""Addresses that share a page with others."""

NETWORKS = (
    "twitter x facebook linkedin reddit hacker news ycombinator hn pinterest telegram whatsapp"
    " email e-mail mail bluesky mastodon pocket threads tumblr flipboard instapaper vk line"
).split()

SHARING = (
    "share sharing tweet post posted this that on via with to or and the a by article page story"
    " teilen teile diesen dieses beitrag artikel auf per mit oder und twittern"
    " partager partagez cet cette sur par avec ou et le la tweeter"
    " compartir comparte este esta en por con o y el artículo entrada tuitear"
    " compartilhar compartilhe no na em artigo publicação tuitar"
    " condividi condividere questo questa su articolo tweetta"
    " deel delen dit op via met of en het artikel bericht"
    " udostępnij ten wpis artykuł na przez i lub"
    " поделиться поделитесь этой статьёй в через и или"
    " 分享 分享到 シェア 共有 ツイート شارك مشاركة साझा करें"
).split()
"""Words of lines that share, in thirteen languages."""

MORE = re.compile(
    r"(?:continue reading|keep reading|read more|read on"
    r"|read the rest(?: of this (?:entry|post|article))?"
    r"|more|read full (?:story|post|article)|subscribe(?: now)?|sign up(?: now)?|leave a comment"
    r"|weiterlesen|mehr lesen|lies weiter|jetzt abonnieren|abonnieren"
    r"|lire la suite|continuer la lecture|lire plus|en savoir plus|s['’]abonner|abonnez-vous"
    r"|leer más|seguir leyendo|sigue leyendo|continuar leyendo|suscr[ií]bete|suscribirse"
    r"|leia mais|ler mais|continue lendo|continuar a ler|inscreva-se|assine"
    r"|leggi tutto|continua a leggere|leggi di più|iscriviti|abbonati"
    r"|lees meer|lees verder|verder lezen|abonneer(?: je)?"
    r"|czytaj dalej|czytaj więcej|więcej|zapisz się|subskrybuj"
    r"|читать далее|читать дальше|подробнее|подписаться"
    r"|继续阅读|阅读全文|阅读更多|訂閱|订阅|続きを読む|もっと読む|購読する?"
    r"|اقرأ المزيد|تابع القراءة|اشترك|और पढ़ें|आगे पढ़ें|सदस्यता लें)"
    r"[\s.…:»›→>⟶]*",
    re.I,
)
"""All that a link says which leads on, and no more."""

WITH_TITLE = re.compile(
    r"(?:continue reading|weiterlesen|lire la suite|続きを読む)\b.{0,120}", re.I
)
"""The same with the title of the post behind it, as WordPress's themes write it."""

WORD = re.compile(r"[\w-]+")


def named(classes: str, text: str) -> bool:
    """Whether an element of these classes is boilerplate: short, and called so."""
    return not CLASSES.isdisjoint(classes.lower().split()) and len(text) <= LONGEST


def lone(text: str, unlinked: str, links: Sequence[str]) -> bool:
    """Whether a block is boilerplate: all of its words are in links, or share something."""
    if not links or len(text) > LONGEST:
        return False
    bare = not any(map(str.isalnum, unlinked))
    if bare and (MORE.fullmatch(text) or WITH_TITLE.fullmatch(text)):
        return True
    known = frozenset((*NETWORKS, *SHARING))
    if not all(word.lower() in known for word in WORD.findall(unlinked)):
        return False
    return all(map(SHARE.search, links)) and len(text.split()) <= 15
