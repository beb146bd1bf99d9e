BLOG_AUTHOR = {"de": "Anna", "en": "Ann, Esq."}
BLOG_TITLE = "Ein Blatt"
SITE_URL = "https://example.net/"
BASE_URL = "https://example.net/blatt/"
BLOG_EMAIL = "paper@example.org"
BLOG_DESCRIPTION = "Ein Blatt vom Steg"
DEFAULT_LANG = "de"
TRANSLATIONS = {DEFAULT_LANG: "", "en": "./english", "pt_br": "./pt"}
TRANSLATIONS_PATTERN = "{path}.{ext}.{lang}"
TIMEZONE = "America/New_York"
FORCE_ISO8601 = True
THEME = "paper"
POSTS = [
    ("notizen/*.md", {"de": "notizen", "en": "notes"}, "post.tmpl"),
    ("notizen/*.rst", {"de": "notizen", "en": "notes"}, "post.tmpl"),
]
POSTS.append(("brief/*.markdown", "briefe", "post.tmpl"))
PAGES = (("seiten/*.md", "", "post.tmpl"),)
COMPILERS = {
    "rest": [".rst"],
    "markdown": [".md", ".markdown"],
    "html": [".html"],
}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.extra",
    "markdown.extensions.meta",
    "markdown.extensions.toc",
    "markdown.extensions.admonition",
]
PRETTY_URLS = False
STRIP_INDEXES = True
USE_TAG_METADATA = False
WARN_ABOUT_TAG_METADATA = False
FILE_METADATA_REGEXP = (
    r".*/(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)-(?P<title>.*)" r"\.(md|markdown|rst)"
)
FILE_METADATA_UNSLUGIFY_TITLES = True
USE_REST_DOCINFO_METADATA = True
CATEGORY_DESTPATH_AS_DEFAULT = True
CATEGORY_DESTPATH_NAMES = {"de": {"notizen": "Notizen"}}
METADATA_MAPPING = {
    "yaml": {"summary": "description", "modified": "updated", "name": "title"},
    "rest_docinfo": {"summary": "description"},
    "markdown_metadata": {"summary": "description", "authors": "author"},
}
METADATA_VALUE_MAPPING = {}
FUTURE_IS_NOW = True
DEMOTE_HEADERS = 1
INDEX_TEASERS = False
GENERATE_RSS = False
GENERATE_ATOM = False
ENABLE_AUTHOR_PAGES = False
DISABLED_PLUGINS = ["gallery", "render_galleries", "robots", "sitemap"]
