import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Writes the licences of all packages whose code or files are in the bundles: their authors ask for it, and so do MIT and Apache 2.0. */
export function writeNotices(target, metafiles) {
  const folders = new Set(['node_modules/web-tree-sitter', 'node_modules/@tree-sitter-grammars/tree-sitter-hcl']);
  for (const { inputs } of metafiles) {
    for (const file of Object.keys(inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
      if (folder) folders.add(folder);
    }
  }
  const sections = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(path.join(root, folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n${'-'.repeat(name.length + version.length + 1)}\n\n${text}\n`;
  });
  writeFileSync(path.join(target, 'ThirdPartyNotices.txt'), sections.join('\n\n'));
}
