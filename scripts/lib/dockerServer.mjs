// docker-langserver, which `bench/keystroke.bench.ts` measures beside ours. Nothing else needs it, so it is no package of the project:
// it is put into out/ when it is first measured.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './dependencies.mjs';
import { out } from './paths.mjs';

const name = 'dockerfile-language-server-nodejs';
const version = '0.15.0';

/** The file of its program, to be started with Node. Nothing where npm cannot fetch it. */
export async function dockerServer() {
  const folder = path.join(out, `docker-langserver-${version}`);
  const file = path.join(folder, 'node_modules', name, 'bin/docker-langserver');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await npm(
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`],
      folder,
    );
    return file;
  } catch (error) {
    console.error(`docker-langserver is not measured. ${error.message}`);
    return undefined;
  }
}
