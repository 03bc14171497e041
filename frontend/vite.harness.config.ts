import { defineConfig } from "vite";

/** The viewer engine, and its renderer, alone on a page, for tests/e2e. Built with `--outDir` into the test's folder. */
export default defineConfig({
  root: "tests/engine",
  base: "./",
  worker: { format: "es" },
  build: {
    target: "es2022",
    minify: false,
    rolldownOptions: { input: ["tests/engine/harness.html", "tests/engine/render-harness.html"] },
  },
});
