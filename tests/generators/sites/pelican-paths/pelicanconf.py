import os

ROOT = "https://example.net"
AUTHOR = "Pier, Ann and Sons"
SITENAME = f"A paper of {ROOT}"
SITEURL = ROOT + "/notes"
PATH = "content"
DEFAULT_LANG = "de"
THEME = "theme"
ARTICLE_PATHS = ["blog", "single.md"]
ARTICLE_EXCLUDES = ["blog/parts"]
PAGE_PATHS = ["info"]
IGNORE_FILES = ["**/.*", "*.draft.md", "kept-back"]
READERS = {"html": None}
PATH_METADATA = r"blog/(?P<category>[^/]+)/(?P<Year>\d{4})/.*"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})(_(?P<lang>[a-z]{2}))?_(?P<slug>.*)"
EXTRA_PATH_METADATA = {
    "blog/loud": {"status": "published", "mood": "loud"},
    "blog/loud/quiet": {"status": "hidden"},
}
DEFAULT_METADATA = dict(status="draft", tags="Kept")  # noqa: C408 -- as some write it
DEFAULT_DATE = (2024, 2, 3, 4, 5)
DEFAULT_DATE_FORMAT = "%d.%m.%Y"
DEFAULT_CATEGORY = "Große Dinge"
USE_FOLDER_AS_CATEGORY = False
SLUGIFY_SOURCE = "basename"
SLUGIFY_PRESERVE_CASE = True
SLUG_REGEX_SUBSTITUTIONS = [
    (r"C\+\+", "cpp"),
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "_"),
]
ARTICLE_URL = "{category}/{date:%Y}/{date:%b}/{date:%d}/{slug}.htm"
ARTICLE_SAVE_AS = ARTICLE_URL + "l"
ARTICLE_LANG_URL = "{lang}/{author}/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/{author}/{slug}/index.html"
WITH_FUTURE_DATES = True
TYPOGRIFY = False
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
DIRECT_TEMPLATES = []
PLUGINS = []
if os.environ.get("DEBUG"):
    SITEURL = ""
