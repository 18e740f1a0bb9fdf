import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = path.join(root, 'dist');
/** Everything made by scripts that neither the package nor git holds. */
export const out = path.join(root, 'out');
export const node24 = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** A package's program, to be started with Node. */
export const program = (relative) => path.join(root, 'node_modules', relative);
