import { defineCollection, z } from "astro:content";
import { file, glob } from "astro/loaders";

const date = z.coerce.date();

const articles = defineCollection({
  loader: glob({ pattern: ["**/*.md", "**/*.mdx", "!**/_*/**", "!**/left-*"], base: "./writing" }),
  schema: ({ image }) => z.object({
    title: z.string(),
    pubDate: date,
    updatedDate: date.optional(),
    description: z.string().optional(),
    heroImage: z.string().optional(),
    authors: z.array(z.string()).default([]),
    tags: z.array(z.string()).default([]),
    draft: z.boolean().optional(),
    lang: z.string().optional(),
  }),
});

const notes = defineCollection({
  loader: glob({ pattern: "*.md", base: "src/data/notes", generateId: ({ entry }) => "n-" + entry.replace(/\.md$/, "") }),
  schema: z.object({ title: z.string(), publishDate: date, author: z.string().optional() }),
});

const people = defineCollection({ loader: file("src/data/people.json"), schema: z.object({ name: z.string() }) });

export const collections = { articles, notes, people };
