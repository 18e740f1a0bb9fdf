// Sets everything up without starting anything: packages (run.mjs has done that), the bundles, a VS Code for tests and pictures.
import { build } from './lib/build.mjs';
import { step } from './lib/step.mjs';
import { ensureHarness } from './vscode/harness.mjs';

await ensureHarness();
await step('Building', build);
