import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** Pure logic runs in Node; what needs pixels or a DOM is driven in a real browser from tests/e2e (Python). */
export default defineConfig({
  plugins: [svelte()],
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts"],
  },
});
