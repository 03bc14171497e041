import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** Production build: Django serves `dist` under /static/ and finds the hashed names in the manifest. */
export default defineConfig({
  base: "/static/",
  plugins: [svelte()],
  worker: { format: "es" },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    sourcemap: true,
    rolldownOptions: { input: "src/main.ts", checks: { pluginTimings: false } },
  },
});
