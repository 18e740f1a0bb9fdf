// Runs scripts/NAME.mjs on Node 24, where packages can be imported, and shows a Problem as what it says rather than where it was thrown.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { Problem } from './step.mjs';

const [node, , name, ...args] = process.argv;
const file = path.join(root, 'scripts', `${name}.mjs`);
process.argv = [node, file, ...args];
try {
  await import(pathToFileURL(file).href);
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exit(1);
}
