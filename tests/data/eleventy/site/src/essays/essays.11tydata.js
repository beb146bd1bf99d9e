module.exports = {
  layout: "essay.njk",
  // what a program computes is not known
  tags: ["posts", "essay"],
  date: (data) => data.started,
  permalink: "/e/{{ page.fileSlug }}/{{ title | slugify }}/",
  eleventyComputed: { description: "About {{ title }}" },
};
