import { statSync } from 'node:fs';
import path from 'node:path';
import { makePackage } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { step } from './lib/step.mjs';

const file = await step('Packaging', () => makePackage());
console.log(`${path.relative(root, file)}: ${(statSync(file).size / 1024).toFixed(0)} KB`);
