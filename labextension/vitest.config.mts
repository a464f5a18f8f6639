import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Property-based tests on a machine that builds something else meanwhile take their time.
  test: { include: ['tests/**/*.test.{ts,tsx}'], setupFiles: ['tests/setup.ts'], testTimeout: 60_000 }
});
