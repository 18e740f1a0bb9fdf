// Several files of Terraform's own language that are imported at once are one module, whatever stands in which of them: they are
// read as one text, and what is found in it is told with the file's own name and place.

import type { Detected } from '../detect.ts';
import type { ImportFile } from '../importFiles.ts';
import { importSource } from '../source.ts';
import { type HclSource, readHcl } from './hcl.ts';

/** A file, or the files of a module one behind the other. */
export interface Unit {
  readonly detected: Detected;
  readonly text: string;
  /** In the order of their starts, the first at 0. */
  readonly parts: readonly { readonly file: ImportFile; readonly start: number }[];
}

/** Files of a module stay alone where one of them is broken: the place of the fault is then its own. */
export async function unitsOf(
  files: readonly { readonly file: ImportFile; readonly detected: Detected }[],
  hcl: HclSource | undefined,
): Promise<readonly Unit[]> {
  const module = files.filter(({ detected }) => detected.format === 'hcl');
  const together = module.length > 1 && (await areSound(module, hcl));
  const units: Unit[] = [];
  for (const one of files) {
    if (!together || one.detected.format !== 'hcl') {
      units.push({ detected: one.detected, text: one.file.text, parts: [{ file: one.file, start: 0 }] });
    } else if (one === module[0]) units.push(joined(module.map(({ file }) => file)));
  }
  return units;
}

function joined(files: readonly ImportFile[]): Unit {
  const parts: { file: ImportFile; start: number }[] = [];
  let text = '';
  for (const file of files) {
    parts.push({ file, start: text.length });
    text += `${file.text}\n`;
  }
  return { detected: { format: 'hcl' }, text, parts };
}

async function areSound(files: readonly { readonly file: ImportFile }[], hcl: HclSource | undefined): Promise<boolean> {
  for (const { file } of files) {
    const source = importSource(file.text);
    await readHcl(source, hcl);
    if (source.findings.some(({ level }) => level === 'broken')) return false;
  }
  return true;
}
