import { defineConfig } from "astro/config";
import mdx from "@astrojs/mdx";

const address = "https://example.org";

export default defineConfig({
  // the paper's own
  site: "https://example.org",
  base: "/paper",
  trailingSlash: "never",
  build: { format: "file" },
  i18n: {
    locales: ["en", { path: "de", codes: ["de-AT", "de"] }],
    defaultLocale: "en",
    routing: { prefixDefaultLocale: true },
  },
  integrations: [mdx()],
  markdown: { smartypants: false },
});
