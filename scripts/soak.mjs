// "npm run soak": the unit and property tests in their long form, which takes hours. Tests ask server/test/support/rounds.ts how often to
// repeat. "npm run soak -- server/src/syntax" takes the tests of that folder only.
import { build } from './lib/build.mjs';
import { program, root } from './lib/paths.mjs';
import { runVisibly } from './lib/processes.mjs';

await build();
const args = [program('vitest/vitest.mjs'), 'run', ...process.argv.slice(2)];
process.exitCode = await runVisibly(process.execPath, args, { cwd: root, env: { ...process.env, SOAK: '1' } });
