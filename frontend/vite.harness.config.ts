import { defineConfig } from "vite";

/** The viewer engine alone on a page, for tests/e2e. Built with `--outDir` into the test's own folder. */
export default defineConfig({
  root: "tests/engine",
  base: "./",
  worker: { format: "es" },
  build: { target: "es2022", minify: false, rolldownOptions: { input: "tests/engine/harness.html" } },
});
