module.exports = {
  // the paper's own
  title: "A paper of data",
  url: "https://example.org/paper",
  language: "en-GB",
  hours: ["seven", "eight"],
};
