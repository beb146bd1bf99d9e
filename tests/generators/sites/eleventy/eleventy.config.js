export default function (config) {
  config.addFilter("json", (value) => JSON.stringify(value === undefined ? "" : value));
  config.addFilter("iso", (value) => new Date(value).toISOString());
  config.addPairedShortcode("note", (content) => `<aside>\n\n${content}\n\n</aside>`);
  config.addShortcode("film", (id) => `<div class="made">A film, ${id}.</div>`);
  return { dir: { input: "src", includes: "_includes", data: "_data" } };
}
