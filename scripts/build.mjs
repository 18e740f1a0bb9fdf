import { build } from './lib/build.mjs';
import { step } from './lib/step.mjs';

await step('Building dist/', build);
