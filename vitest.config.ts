import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.generated.*", "src/main.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      thresholds: { lines: 95 },
    },
  },
});
