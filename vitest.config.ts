import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Vite and Node would each load their own copy of graphql 16, and a schema of one is unknown to the other.
    alias: { graphql: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)) },
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One less than there are cores is what vitest takes: of two only one.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
        },
      },
      {
        extends: true,
        test: {
          // What speaks most SQL, once more on the oldest version that is found.
          name: 'oldest PostgreSQL',
          include: ['test/engine/**/*.test.ts', 'test/durability/upgrade.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
          // The laws were tried on two databases before.
          env: { LAW_SECONDS: '5' },
        },
      },
    ],
  },
});
