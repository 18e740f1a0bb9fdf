import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { program, root } from './paths.mjs';
import { runQuietly } from './processes.mjs';

const { name, version, repository } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
export const vsix = path.join(root, `${name}-${version}.vsix`);

/** Builds the package that users install. The same sources give the same bytes: no time of today is in it. */
export async function makePackage(file = vsix) {
  await build();
  return packAsBuilt(file);
}

/** The same of what dist/ holds now. The links of the page in the marketplace lead to the repository, where package.json names one. */
export async function packAsBuilt(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const args = [
    'package',
    '--no-dependencies',
    ...(repository === undefined ? ['--no-rewrite-relative-links'] : []),
    '--allow-package-all-secrets',
    '--out',
    file,
  ];
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
  const { code, output } = await runQuietly(process.execPath, [program('@vscode/vsce/vsce'), ...args], {
    cwd: root,
    env,
  });
  if (code !== 0) throw new Error(`vsce failed:\n${output}`);
  return file;
}
