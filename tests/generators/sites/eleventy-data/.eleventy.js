// dir.input: "nowhere" is only a comment
module.exports = function (eleventyConfig) {
  eleventyConfig.addFilter("json", (value) => JSON.stringify(value === undefined ? "" : value));
  eleventyConfig.addFilter("iso", (value) => new Date(value).toISOString());
  eleventyConfig.addGlobalData("siteLanguage", "en-GB");
  eleventyConfig.addGlobalData("paper", { name: "The Gull", hour: "seven" });
  eleventyConfig.ignores.add("content/posts/left-out/**");
  eleventyConfig.ignores.add("content/essays/left-*.md");
  eleventyConfig.addShortcode("film", (id) => `<div class="made">A film, ${id}.</div>`);
  eleventyConfig.addPairedShortcode("callout", (content, title) => `<aside class="${title}">\n\n${content}\n\n</aside>`);
  eleventyConfig.setFrontMatterParsingOptions({ excerpt: true, excerpt_separator: "<!-- excerpt -->" });
  return {
    dir: { input: "content", output: "_site", includes: "_includes", layouts: "_layouts", data: "../_data" },
    markdownTemplateEngine: "njk",
    templateFormats: ["md", "njk", "html", "liquid"],
  };
};
