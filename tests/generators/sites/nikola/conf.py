BLOG_AUTHOR = "ann"
BLOG_TITLE = "A paper"
SITE_URL = "https://example.org/paper/"
BLOG_EMAIL = "paper@example.org"
BLOG_DESCRIPTION = "A paper of the pier"
DEFAULT_LANG = "en"
TRANSLATIONS = {"en": "", "de": "./de"}
TIMEZONE = "Europe/Berlin"
FORCE_ISO8601 = True
THEME = "paper"
POSTS = (
    ("posts/*.rst", "posts", "post.tmpl"),
    ("posts/*.md", "posts", "post.tmpl"),
    ("posts/*.html", "posts", "post.tmpl"),
)
PAGES = (("pages/*.rst", "pages", "post.tmpl"), ("pages/*.md", "pages", "post.tmpl"))
COMPILERS = {"rest": (".rst",), "markdown": (".md",), "html": (".html",)}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.fenced_code",
    "markdown.extensions.codehilite",
    "markdown.extensions.extra",
]
PRETTY_URLS = True
INDEX_TEASERS = False
GENERATE_RSS = False
GENERATE_ATOM = False
ENABLE_AUTHOR_PAGES = False
USE_BUNDLES = False
DISABLED_PLUGINS = ["gallery", "render_galleries", "robots", "sitemap"]
