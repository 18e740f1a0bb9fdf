// What is read as a whole: a file of any format, or all files of a Terraform configuration. To Terraform a folder is one module, whatever
// is in which of its files.

import type { Content } from '../content.ts';
import type { Format, UnitContent } from '../format.ts';
import type { ImportFile } from '../importFile.ts';
import { configuration } from './format.ts';
import { type HclSource, loadHcl } from './hcl.ts';
import { filesAmong, type Loaded, loadConfiguration, type TerraformOptions } from './load.ts';
import { folderOf, isConfiguration, isValues, joinPath, normalized } from './paths.ts';

export interface Unit {
  readonly format: Format | undefined;
  readonly content: UnitContent;
  readonly text: string;
  /** In the order of their starts, the first at 0. */
  readonly parts: readonly { readonly file: ImportFile; readonly start: number }[];
}

interface Named {
  readonly file: ImportFile;
  readonly content: Content;
  readonly format: Format | undefined;
}

export async function unitsOf(
  files: readonly Named[],
  { hcl, terraform = {} }: { readonly hcl?: HclSource; readonly terraform?: TerraformOptions },
): Promise<readonly Unit[]> {
  const hasConfiguration = files.some(isOfTerraform);
  const folders = new Map<string, ImportFile[]>();
  const units: (Unit | { readonly folder: string })[] = [];
  for (const one of files) {
    const { file, content, format } = one;
    const isPart = isOfTerraform(one) || (hasConfiguration && isNamedLikeOne(one));
    if (!isPart) {
      units.push({ format, content, text: file.text, parts: [{ file, start: 0 }] });
      continue;
    }
    const folder = normalized(folderOf(file.name));
    const known = folders.get(folder);
    if (known !== undefined) known.push(file);
    else {
      folders.set(folder, [file]);
      units.push({ folder });
    }
  }
  if (folders.size === 0) return units.filter((unit): unit is Unit => !('folder' in unit));
  const parser = hcl === undefined ? undefined : await loadHcl(hcl);
  // Without a disk, modules are found among the files that are named.
  const reached = terraform.files ?? filesAmong(files.map(({ file }) => file));
  const loaded = new Map<string, Loaded>();
  for (const [folder, own] of folders) {
    loaded.set(folder, await loadConfiguration(own, parser, { ...terraform, files: reached }));
  }
  const called = new Set([...loaded].flatMap(([, one]) => calledBy(one)));
  return units.flatMap((unit) => {
    if (!('folder' in unit)) return [unit];
    const one = loaded.get(unit.folder);
    if (one === undefined || (called.has(unit.folder) && called.size < folders.size)) return [];
    const content = { kind: 'configuration', loaded: one } as const;
    return [{ format: configuration, content, text: one.text, parts: one.parts }];
  });
}

/** The folders of the modules that a configuration calls, as paths that the user would name. */
function calledBy({ folders, root }: Loaded): string[] {
  return [...folders.keys()].filter((folder) => folder !== '.').map((folder) => joinPath(root, folder));
}

function isOfTerraform({ format }: Named): boolean {
  return format === configuration;
}

/** A file with values of variables shows what it is only by its name, and so does a file of a module that holds nothing but comments. */
function isNamedLikeOne({ file: { name }, format }: Named): boolean {
  return isValues(name) || (isConfiguration(name) && format === undefined);
}
