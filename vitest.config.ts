import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Vite and Node would each load their own copy of graphql 16, and a schema of one is unknown to the other.
    alias: { graphql: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)) },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/globalSetup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One less than there are cores is what vitest takes: of two only one.
    maxWorkers: 2,
  },
});
