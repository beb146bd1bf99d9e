"""Pages as themes make them, of posts whose text is known: what is the post, and what stands around.

Each layout puts a post's HTML into furniture of its own language: menus, share bars, bylines,
related posts, comments, newsletter boxes, cookie banners.  `disguised` takes every class, id and
role away; `bare` takes the meaning of the elements, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

POSTS = Path(__file__).parent / "data" / "layouts"
"""A fragment of HTML for each post, its language and title in a comment."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and what is the post of it."""

    name: str
    language: str
    title: str
    html: str
    text: str
    """Of the post's body; its title is not in it."""


Words = Mapping[str, str]

WORDS: Mapping[str, Words] = {
    "en": {
        "home": "Home", "about": "About us", "archive": "Archive", "contact": "Contact",
        "share": "Share this post", "tweet": "Post it", "mail": "Send by mail", "copy": "Copy link",
        "related": "You might also like", "newsletter": "Get the letter every Friday",
        "promise": "No spam. Leave whenever you want.", "subscribe": "Sign up", "mailbox": "Your mail",
        "comments": "3 comments", "reply": "Reply", "leave": "Leave a comment", "name": "Name",
        "cookies": "We use cookies to count our visitors and to remember what they chose.",
        "accept": "Accept all", "refuse": "Only the needed ones", "by": "Written by Orla Finch",
        "date": "12 January 2026", "reading": "4 min read", "tags": "Filed under", "tag": "Harbours",
        "previous": "Previous: The lighthouse keeper", "next": "Next: What gulls know",
        "bio": "Orla Finch has looked after the harbour's clocks for eleven years.",
        "rights": "© 2026 The Harbour Paper. All rights reserved.", "skip": "Skip to content",
        "toc": "On this page", "edit": "Edit this page", "search": "Search",
        "say1": "My uncle told me just the same, though he swore that it rained.",
        "say2": "I have never seen it from that side before, thank you for writing.",
        "say3": "Is there a map of it anywhere?", "more": "Read more", "popular": "Most read",
        "other1": "The lighthouse keeper", "other2": "What gulls know", "other3": "A bell for the fog",
    },
    "de": {
        "home": "Startseite", "about": "Über uns", "archive": "Archiv", "contact": "Kontakt",
        "share": "Beitrag teilen", "tweet": "Weitersagen", "mail": "Per Mail", "copy": "Link kopieren",
        "related": "Das könnte Sie auch interessieren", "newsletter": "Jeden Freitag ein Brief",
        "promise": "Kein Spam. Abmelden geht jederzeit.", "subscribe": "Anmelden",
        "mailbox": "Ihre Adresse", "comments": "3 Kommentare", "reply": "Antworten",
        "leave": "Schreiben Sie einen Kommentar", "name": "Name",
        "cookies": "Wir verwenden Cookies, um Besuche zu zählen und die Auswahl zu merken.",
        "accept": "Alle annehmen", "refuse": "Nur notwendige", "by": "Von Jette Brink",
        "date": "12. Januar 2026", "reading": "4 Minuten Lesezeit", "tags": "Abgelegt unter",
        "tag": "Häfen", "previous": "Zurück: Der Turmwärter", "next": "Weiter: Was Möwen wissen",
        "bio": "Jette Brink stellt seit elf Jahren die Uhren am Hafen.",
        "rights": "© 2026 Hafenblatt. Alle Rechte vorbehalten.", "skip": "Zum Inhalt",
        "toc": "Auf dieser Seite", "edit": "Seite bearbeiten", "search": "Suche",
        "say1": "Mein Onkel hat es genau so erzählt, nur dass es bei ihm regnete.",
        "say2": "Von der Seite hatte ich das noch nie gesehen, danke.",
        "say3": "Gibt es davon irgendwo eine Karte?", "more": "Weiterlesen", "popular": "Meistgelesen",
        "other1": "Der Turmwärter", "other2": "Was Möwen wissen", "other3": "Eine Glocke im Nebel",
    },
    "fr": {
        "home": "Accueil", "about": "À propos", "archive": "Archives", "contact": "Contact",
        "share": "Partager cet article", "tweet": "Relayer", "mail": "Par courriel",
        "copy": "Copier le lien", "related": "À lire aussi", "newsletter": "La lettre du vendredi",
        "promise": "Aucun pourriel, on part quand on veut.", "subscribe": "S'inscrire",
        "mailbox": "Votre adresse", "comments": "3 commentaires", "reply": "Répondre",
        "leave": "Laisser un commentaire", "name": "Nom",
        "cookies": "Nous utilisons des cookies pour compter les visites et retenir vos choix.",
        "accept": "Tout accepter", "refuse": "Refuser", "by": "Par Maëlle Quintin",
        "date": "12 janvier 2026", "reading": "4 min de lecture", "tags": "Classé dans",
        "tag": "Ports", "previous": "Précédent : Le gardien", "next": "Suivant : Les mouettes",
        "bio": "Maëlle Quintin remonte les horloges du port depuis onze ans.",
        "rights": "© 2026 La Feuille du port. Tous droits réservés.", "skip": "Aller au contenu",
        "toc": "Sur cette page", "edit": "Modifier cette page", "search": "Recherche",
        "say1": "Mon oncle racontait la même chose, sauf qu'il pleuvait.",
        "say2": "Je ne l'avais jamais vu sous cet angle, merci.",
        "say3": "Existe-t-il une carte quelque part ?", "more": "Lire la suite",
        "popular": "Les plus lus", "other1": "Le gardien du phare", "other2": "Les mouettes",
        "other3": "Une cloche dans la brume",
    },
    "ja": {
        "home": "ホーム", "about": "このサイトについて", "archive": "過去の記事", "contact": "連絡先",
        "share": "この記事を共有", "tweet": "投稿する", "mail": "メールで送る", "copy": "リンクをコピー",
        "related": "関連記事", "newsletter": "毎週金曜日のお便り", "promise": "いつでも解除できます。",
        "subscribe": "登録", "mailbox": "メールアドレス", "comments": "3件のコメント", "reply": "返信",
        "leave": "コメントを書く", "name": "お名前",
        "cookies": "訪問者数を数えるためにクッキーを使っています。", "accept": "すべて許可",
        "refuse": "必要なものだけ", "by": "文・浜野澄", "date": "2026年1月12日", "reading": "4分で読めます",
        "tags": "分類", "tag": "港", "previous": "前の記事:灯台守", "next": "次の記事:かもめの話",
        "bio": "浜野澄は十一年前から港の時計を見ています。", "rights": "© 2026 港新聞 無断転載禁止",
        "skip": "本文へ", "toc": "目次", "edit": "このページを編集", "search": "検索",
        "say1": "叔父も同じことを言っていましたが、雨だったそうです。", "say2": "そちらから見たことはありませんでした。",
        "say3": "地図はどこかにありますか。", "more": "続きを読む", "popular": "よく読まれている記事",
        "other1": "灯台守", "other2": "かもめの話", "other3": "霧の鐘",
    },
}  # fmt: skip
WORDS = {
    **WORDS,
    "ru": {
        "home": "Главная", "about": "О нас", "archive": "Архив", "contact": "Связь",
        "share": "Поделиться", "tweet": "Рассказать", "mail": "Почтой", "copy": "Скопировать ссылку",
        "related": "Читайте также", "newsletter": "Письмо по пятницам",
        "promise": "Без спама, отписаться можно всегда.", "subscribe": "Подписаться",
        "mailbox": "Ваш адрес", "comments": "3 комментария", "reply": "Ответить",
        "leave": "Оставить комментарий", "name": "Имя",
        "cookies": "Мы используем куки, чтобы считать посетителей и помнить их выбор.",
        "accept": "Принять все", "refuse": "Только нужные", "by": "Автор: Злата Гавань",
        "date": "12 января 2026", "reading": "4 минуты чтения", "tags": "Рубрика", "tag": "Гавани",
        "previous": "Назад: Смотритель маяка", "next": "Далее: Что знают чайки",
        "bio": "Злата Гавань одиннадцать лет следит за часами в порту.",
        "rights": "© 2026 Портовый листок. Все права защищены.", "skip": "К содержанию",
        "toc": "На этой странице", "edit": "Править страницу", "search": "Поиск",
        "say1": "Дядя рассказывал то же самое, только у него шёл дождь.",
        "say2": "С этой стороны я его никогда не видел, спасибо.",
        "say3": "Есть ли где-нибудь карта?", "more": "Читать дальше", "popular": "Самое читаемое",
        "other1": "Смотритель маяка", "other2": "Что знают чайки", "other3": "Колокол в тумане",
    },
}  # fmt: skip


AUTHORS = {
    "en": "Orla Finch", "de": "Jette Brink", "fr": "Maëlle Quintin", "ja": "浜野澄",
    "ru": "Злата Гавань",
}  # fmt: skip


def others(words: Words, link: str = '<li><a href="/{0}">{1}</a></li>') -> str:
    """Three other posts."""
    return "".join(link.format(each, words[each]) for each in ("other1", "other2", "other3"))


def menu(words: Words, link: str = '<li><a href="/{0}">{1}</a></li>') -> str:
    """The site's menu."""
    return "".join(
        link.format(each, words[each]) for each in ("home", "about", "archive", "contact")
    )


def wordpress(title: str, body: str, w: Words) -> str:
    """The block theme's furniture inside of its article, as plug-ins put it there."""
    said = "".join(
        f'<li class="comment even depth-1"><article class="comment-body"><footer'
        f' class="comment-meta"><b class="fn">N. N.</b> <time>{w["date"]}</time></footer>'
        f'<div class="comment-content"><p>{w[each]}</p></div><a rel="nofollow"'
        f' class="comment-reply-link" href="#r">{w["reply"]}</a></article></li>'
        for each in ("say1", "say2", "say3")
    )
    return f"""<body class="single"><a class="skip-link" href="#c">{w["skip"]}</a>
<header id="masthead"><p class="site-title">Harbour</p><nav><ul>{menu(w)}</ul></nav></header>
<main id="c"><article id="post-4" class="post type-post hentry"><header class="entry-header">
<h1 class="entry-title">{title}</h1><div class="entry-meta"><span class="posted-on">{w["date"]}
</span> <span class="byline">{w["by"]}</span></div></header><div class="entry-content">{body}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{w["share"]}</h3><ul><li><a>
{w["tweet"]}</a></li><li><a>{w["mail"]}</a></li></ul></div><div id="jp-relatedposts"
class="jp-relatedposts"><h3>{w["related"]}</h3>{others(w, "<p><a href=/{0}>{1}</a></p>")}</div></div>
<footer class="entry-footer"><span class="cat-links">{w["tags"]} <a rel="category tag">{w["tag"]}
</a></span></footer></article><nav class="post-navigation"><a rel="prev">{w["previous"]}</a>
<a rel="next">{w["next"]}</a></nav><div id="comments" class="comments-area"><h2>{w["comments"]}</h2>
<ol class="comment-list">{said}</ol><div id="respond" class="comment-respond"><h3>{w["leave"]}</h3>
<form><label>{w["name"]}</label><input><textarea></textarea><button>{w["leave"]}</button></form>
</div></div></main><aside class="widget-area"><section class="widget"><h2>{w["popular"]}</h2><ul>
{others(w)}</ul></section></aside><footer class="site-footer">{w["rights"]}</footer>
<div class="cookie-banner"><p>{w["cookies"]}</p><button>{w["accept"]}</button><button>{w["refuse"]}
</button></div></body>"""


def ghost(title: str, body: str, w: Words) -> str:
    """Casper: a card for sign-ups and the author in the article, other posts' cards below."""
    cards = others(w, '<article class="post-card"><h3><a href="/{0}">{1}</a></h3><p>{1}…</p></article>')
    return f"""<body><div class="gh-site"><header id="gh-head"><nav class="gh-head-menu"><ul>{menu(w)}
</ul></nav><button>{w["search"]}</button></header><main id="site-main"><article class="gh-article post">
<header class="gh-article-header"><a class="gh-article-tag">{w["tag"]}</a><h1 class="gh-article-title">
{title}</h1><div class="gh-article-meta"><h4 class="author-name">{w["by"]}</h4><time>{w["date"]}</time>
<span>• {w["reading"]}</span></div></header><section class="gh-content gh-canvas">{body}
<div class="kg-card kg-signup-card"><h2>{w["newsletter"]}</h2><p>{w["promise"]}</p><form><input
type="email" placeholder="{w["mailbox"]}"><button>{w["subscribe"]}</button></form></div></section>
</article><section class="footer-cta"><h2>{w["newsletter"]}</h2><a class="btn">{w["subscribe"]}</a>
</section><aside class="read-more-wrap"><h3>{w["related"]}</h3>{cards}</aside></main><footer>
{w["rights"]}<nav><ul>{menu(w)}</ul></nav></footer></div></body>"""


def papermod(title: str, body: str, w: Words) -> str:
    """Hugo's PaperMod: contents in `details`, tags, neighbours and share buttons in a footer."""
    return f"""<body class="list"><header class="header"><nav class="nav"><ul id="menu">{menu(w)}</ul>
</nav></header><main class="main"><article class="post-single"><header class="post-header"><div
class="breadcrumbs"><a>{w["home"]}</a> » <a>{w["archive"]}</a></div><h1 class="post-title">{title}</h1>
<div class="post-meta"><span>{w["date"]}</span> · {w["reading"]} · {w["by"]} | <a
rel="noopener edit">{w["edit"]}</a></div></header><div class="toc"><details><summary>{w["toc"]}
</summary><div class="inner"><ul><li><a href="#a">{w["other1"]}</a></li><li><a href="#b">
{w["other2"]}</a></li></ul></div></details></div><div class="post-content">{body}</div><footer
class="post-footer"><ul class="post-tags"><li><a>{w["tag"]}</a></li></ul><nav class="paginav"><a>
<span>« {w["previous"]}</span></a><a><span>{w["next"]} »</span></a></nav><ul class="share-buttons">
<li><a aria-label="share">{w["tweet"]}</a></li><li><a>{w["copy"]}</a></li></ul></footer></article>
</main><footer class="footer"><span>{w["rights"]}</span></footer></body>"""


def minima(title: str, body: str, w: Words) -> str:
    """Jekyll's minima, by microformats and microdata."""
    return f"""<body><header class="site-header"><a>Harbour</a><nav><div class="trigger">
{menu(w, '<a class="page-link" href="/{0}">{1}</a>')}</div></nav></header><main class="page-content">
<div class="wrapper"><article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting">
<header class="post-header"><h1 class="post-title p-name" itemprop="name headline">{title}</h1><p
class="post-meta"><time class="dt-published">{w["date"]}</time> • <span itemprop="author">{w["by"]}
</span></p></header><div class="post-content e-content" itemprop="articleBody">{body}</div><a
class="u-url" href="/x" hidden></a></article></div></main><footer class="site-footer h-card"><h2>Harbour
</h2><ul class="contact-list"><li>{w["contact"]}</li></ul><p>{w["bio"]}</p></footer></body>"""


def legacy(title: str, body: str, w: Words) -> str:
    """Two columns of a table, as hand-made pages and early Blogger have them."""
    return f"""<body bgcolor="#ffffff"><table width="100%"><tr><td colspan="2"><font size="5">Harbour
</font></td></tr><tr><td width="160" valign="top"><b>{w["archive"]}</b><ul>{others(w)}</ul><b>
{w["about"]}</b><p>{w["bio"]}</p></td><td valign="top"><div class="date-outer"><h2 class="date-header">
{w["date"]}</h2><h3 class="post-title">{title}</h3><div class="post-body entry-content">{body}</div>
<div class="post-footer"><span class="post-author">{w["by"]}</span> <span class="post-labels">{w["tags"]}:
<a>{w["tag"]}</a></span></div></div><div class="blog-pager"><a>{w["next"]}</a> <a>{w["home"]}</a> <a>
{w["previous"]}</a></div></td></tr></table><center>{w["rights"]}</center></body>"""


def utilities(title: str, body: str, w: Words) -> str:
    """Classes that only say how a thing looks; ARIA says what it is."""
    said = "".join(
        f'<div class="flex gap-4 py-4"><div class="w-8"></div><div><span class="text-sm">N. N. ·'
        f' {w["date"]}</span><p class="mt-1">{w[each]}</p><button class="text-xs">{w["reply"]}'
        f"</button></div></div>"
        for each in ("say1", "say2", "say3")
    )
    return f"""<body class="antialiased"><div role="banner" class="flex px-4">{menu(w, '<a href="/{0}">{1}</a>')}
</div><div role="main" class="mx-auto max-w-2xl"><p class="text-xs">{w["date"]} · {w["reading"]}</p>
<h1 class="text-4xl">{title}</h1><div class="prose prose-lg">{body}</div><div class="mt-8 flex"
role="group" aria-label="{w["share"]}"><span>{w["share"]}</span><button>{w["tweet"]}</button><button>
{w["copy"]}</button></div><div class="rounded border p-6"><p class="font-bold">{w["newsletter"]}</p><p>
{w["promise"]}</p><form class="flex"><input type="email"><button>{w["subscribe"]}</button></form></div>
<div class="mt-12"><h2 class="text-2xl">{w["comments"]}</h2>{said}<form class="mt-4"><textarea
placeholder="{w["leave"]}"></textarea><button>{w["leave"]}</button></form></div><div role="complementary"
class="grid grid-cols-3">{others(w, '<a href="/{0}" class="block"><h3>{1}</h3><p>' + w["bio"] + "</p></a>")}
</div></div><div role="contentinfo" class="text-xs">{w["rights"]}</div><div role="dialog" aria-modal="true"
class="fixed bottom-0"><p>{w["cookies"]}</p><button>{w["accept"]}</button><button>{w["refuse"]}</button>
</div></body>"""


def magazine(title: str, body: str, w: Words) -> str:
    """A newspaper's: boxes between the paragraphs, the author below, four lists of other posts."""
    first, rest = halves(body)
    return f"""<body><div class="topbar"><a href="/s">{w["subscribe"]}</a></div><header><nav>{menu(w)}</nav>
</header><div class="layout"><main class="story"><div class="story__kicker">{w["tag"]}</div><h1>{title}
</h1><div class="story__credits"><span>{w["by"]}</span><time datetime="2026-01-12">{w["date"]}</time>
</div><ul class="story__tools"><li><button>{w["share"]}</button></li><li><button>{w["copy"]}</button></li>
</ul><div class="story__text">{first}<aside class="teaser-inline"><span>{w["related"]}</span><a
href="/other1">{w["other1"]}</a></aside>{rest}<div class="newsletter-inline"><h4>{w["newsletter"]}</h4>
<p>{w["promise"]}</p><input type="email"><button>{w["subscribe"]}</button></div></div><div
class="story__author"><img alt=""><p>{w["bio"]}</p></div><div class="story__more"><h2>{w["related"]}</h2>
<ul>{others(w)}</ul></div></main><div class="rail"><h2>{w["popular"]}</h2><ol>{others(w)}</ol></div>
</div><footer>{menu(w)}<p>{w["rights"]}</p></footer></body>"""


def docs(title: str, body: str, w: Words) -> str:
    """A documentation theme's blog: sidebars, breadcrumbs and contents in the page's main part."""
    return f"""<body><div id="app"><nav aria-label="main">{menu(w)}</nav><div class="container"><div
class="row"><aside class="col--3"><nav aria-label="{w["archive"]}"><ul>{others(w)}</ul></nav></aside><main
class="col--7"><article itemprop="blogPost"><header><h1 itemprop="headline">{title}</h1><div
class="margin-vert--md"><time>{w["date"]}</time> · {w["reading"]}</div><div class="avatar"><div
class="avatar__name">{w["by"]}</div><small>{w["bio"]}</small></div></header><div id="post-content"
class="markdown" itemprop="articleBody">{body}</div><footer class="row docusaurus-mt-lg"><div class="col">
<b>{w["tags"]}</b><ul><li><a rel="tag">{w["tag"]}</a></li></ul></div><div class="col"><a>{w["edit"]}</a>
</div></footer></article><nav class="pagination-nav"><a>{w["previous"]}</a><a>{w["next"]}</a></nav></main>
<div class="col--2"><ul class="table-of-contents"><li><a href="#a">{w["toc"]}</a></li></ul></div></div>
</div><footer>{w["rights"]}</footer></div></body>"""


LAYOUTS: tuple[Callable[[str, str, Words], str], ...] = (
    wordpress, ghost, papermod, minima, legacy, utilities, magazine, docs,
)  # fmt: skip


def halves(body: str) -> tuple[str, str]:
    """A post cut behind its second paragraph."""
    ends = [match.end() for match in re.finditer(r"</p>\n", body)][:2]
    return body[: ends[-1]], body[ends[-1] :]


def disguised(html: str) -> str:
    """With names that mean nothing, as style sheets in code make them; no role, no label."""

    def name(match: re.Match[str]) -> str:
        known = hashlib.blake2b(match[2].encode(), digest_size=4).hexdigest()
        return f' {match[1]}="x{known}"'

    html = re.sub(r'\s(class|id)="([^"]*)"', name, html)
    return re.sub(r'\s(?:role|aria-[a-z]+|itemprop|itemtype|rel)="[^"]*"', "", html)


def bare(html: str) -> str:
    """The same in nothing but `div`."""
    tags = "article|aside|footer|header|main|nav|section"
    return re.sub(rf"<(/?)(?:{tags})(?=[\s>])", r"<\1div", disguised(html))


KINDS: Mapping[str, Callable[[str], str]] = {
    "named": str,
    "disguised": disguised,
    "bare": bare,
}


def posts() -> Iterator[tuple[str, str, str, str]]:
    """Name, language, title and HTML of each post."""
    for path in sorted(POSTS.glob("*.html")):
        text = path.read_text("utf-8")
        head = re.match(r"<!-- (\w+) (.+?) -->\n", text)
        assert head, path
        yield path.stem, head[1], head[2], text[head.end() :]


def made(layouts: tuple[Callable[[str, str, Words], str], ...] = LAYOUTS) -> Iterator[Made]:
    """Every post in every layout, named, disguised and bare."""
    for layout in layouts:
        for name, language, title, body in posts():
            inside = layout(title, body, WORDS[language])
            author = f'<meta name="author" content="{AUTHORS[language]}">'
            head = f'<head><meta charset="utf-8"><title>{title} | Harbour</title>{author}</head>'
            spoken = words(re.sub(r"<sup.*?</sup>", "", body))  # a note's mark is not read
            page = f'<!doctype html><html lang="{language}">{head}{inside}</html>'
            for kind, change in KINDS.items():
                yield Made(
                    f"{layout.__name__}-{kind}-{name}", language, title, change(page), spoken
                )


def words(html: str) -> str:
    """What a reader sees of HTML."""
    root = LexborHTMLParser(re.sub(r"(?=</?(?:p|li|div|h\d|br|t[dhr]|dd|dt)\b)", " ", html)).body
    return " ".join(root.text(deep=True).split()) if root is not None else ""
