import { defineConfig } from 'vitest/config';

/** Files that change what all files of a process share (mocked modules, the language, frozen prototypes), or measure the process itself. */
const alone = [
  'client/src/commands/questions.test.ts',
  'server/src/formats/fuzz.test.ts',
  'server/test/l10n.test.ts',
  'server/test/protocol/{session,stress}.test.ts',
  'server/test/reliability/*.test.ts',
];
const scripts = ['scripts/**/*.test.mjs', 'ci/**/*.test.mjs'];

export default defineConfig({
  // The bundles get it from package.json.
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    // Ten times what the slowest test takes on two quiet cores; in the long form as much as it needs.
    testTimeout: process.env['SOAK'] === undefined ? 60_000 : 6 * 3_600_000,
    // Two workers at most: the machine also runs a browser and an editor while the whole suite is on.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Loading the server anew for each file would take longer than most files do.
        test: {
          name: 'shared',
          isolate: false,
          include: ['{server,protocol,client/src}/**/*.test.ts'],
          exclude: alone,
        },
      },
      { extends: true, test: { name: 'alone', include: [...alone, ...scripts] } },
    ],
  },
});
