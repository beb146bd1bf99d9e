BLOG_AUTHOR = "ann"
BLOG_TITLE = "A site"
SITE_URL = "https://example.org/"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Madrid"
TRANSLATIONS = {"en": "", "es": "./es"}
POSTS = (
    ("posts/*.rst", "posts", "post.tmpl"),
    ("posts/*.md", "posts", "post.tmpl"),
    ("posts/*.html", "posts", "post.tmpl"),
    ("posts/*.ipynb", "posts", "post.tmpl"),
)
COMPILERS = {"rest": [".rst"], "markdown": [".md"], "html": [".html"], "ipynb": [".ipynb"]}
PAGES = (("pages/*.md", "", "page.tmpl"),)
