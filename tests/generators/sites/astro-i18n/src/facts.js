export function facts(source, data, url, language) {
  return JSON.stringify({
    source,
    title: data.title,
    date: new Date(data.pubDate ?? data.publishDate ?? data.date).toISOString(),
    updated: data.updatedDate ? data.updatedDate.toISOString() : "",
    authors: data.authors ?? (data.author ? [data.author] : []),
    tags: data.tags ?? [],
    language,
    link: url && new URL(url.pathname, "https://example.org").href,
    image: data.heroImage ?? "",
    description: data.description ?? "",
  });
}
