import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that ships beside the bundles, of which the parts lie in a folder of their own. */
export function readAsset(name: string): Promise<Uint8Array> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  return readFile(path.join(path.basename(here) === 'node' ? path.dirname(here) : here, name));
}
