import { defineConfig } from "vite";

/** The viewer engine, its renderer, its sound: each on a page, for tests/e2e. Built with `--outDir` into a folder. */
export default defineConfig({
  root: "tests/engine",
  base: "./",
  worker: { format: "es" },
  build: {
    target: "es2022",
    minify: false,
    rolldownOptions: {
      input: ["harness", "render-harness", "sound-harness", "bench-harness"].map((page) => `tests/engine/${page}.html`),
    },
  },
});
