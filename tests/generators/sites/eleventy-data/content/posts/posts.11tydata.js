module.exports = {
  layout: "post.njk",
  tags: ["posts"],
  image: "folder.png",
  eleventyComputed: {
    // what a program computes can't be read
    reading: (data) => data.title.length,
  },
};
