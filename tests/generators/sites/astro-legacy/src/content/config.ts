import { defineCollection, z } from "astro:content";

const blog = defineCollection({
  type: "content",
  schema: z.object({
    title: z.string(),
    pubDate: z.coerce.date(),
    tags: z.array(z.string()).default([]),
    draft: z.boolean().default(false),
    lang: z.string().default("en"),
  }).passthrough(),
});
const people = defineCollection({ type: "data", schema: z.object({ name: z.string() }) });

export const collections = { blog, people };
