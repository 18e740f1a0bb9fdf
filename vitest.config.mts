import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The bundles get it from package.json.
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: [
      'server/src/**/*.test.ts',
      'server/test/**/*.test.ts',
      'protocol/**/*.test.ts',
      'client/src/**/*.test.ts',
      'scripts/**/*.test.mjs',
      'ci/**/*.test.mjs',
    ],
    testTimeout: 30_000,
    // Two workers at most: the machine also runs a browser and an editor while the whole suite is on.
    maxWorkers: 2,
  },
});
