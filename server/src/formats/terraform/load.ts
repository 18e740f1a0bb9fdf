// The files of a configuration: those of its folder, the values of its variables, and the folders of the modules that it calls. Their texts
// follow each other in one text, so that a place is one number. Each file is parsed once.

import { type JsonMember, parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { repeated } from '../cloud/jsonValues.ts';
import { contentOf } from '../content.ts';
import type { ImportFile } from '../importFile.ts';
import { itemsIn, stringIn } from '../jsonAccess.ts';
import type { FindingLevel } from '../source.ts';
import { type ConfigFile, isOverride } from './config.ts';
import { string } from './evaluated.ts';
import { type Block, type Body, type Expression, literal, writtenText } from './expression.ts';
import type { HclParser } from './hcl.ts';
import { bodyOfJson, valuesOfJson } from './jsonBody.ts';
import { fileName, folderOf, isConfiguration, isValues, isWithin, joinPath, normalized } from './paths.ts';

/** How files are reached that the user does not name. */
export interface ModuleFiles {
  /** The names of the files in a folder; undefined where there is no such folder, or where a link leads out of the root's folder to it. */
  list(folder: string, root: string): Promise<readonly string[] | undefined>;
  /** The text of a file that lies in the folder also after links are followed; undefined where there is none. */
  read(path: string, folder: string): Promise<string | undefined>;
}

export interface TerraformOptions {
  /** Absent where no files can be reached but those that the user names. */
  readonly files?: ModuleFiles;
  /** `--var` and `--var-file` in the order in which they are given, of which the last one counts. */
  readonly variables?: readonly ({ readonly name: string; readonly value: string } | { readonly file: ImportFile })[];
}

export interface Loaded {
  readonly text: string;
  readonly parts: readonly { readonly file: ImportFile; readonly start: number }[];
  readonly faults: readonly (Range & { readonly level: FindingLevel; readonly message: string })[];
  /** The files of each folder, by its path from the root module's folder, `.`. */
  readonly folders: ReadonlyMap<string, readonly ConfigFile[]>;
  /** The folder of the module of each call, or why it is missing, by the folder of the caller and the name of the call. */
  readonly calls: ReadonlyMap<string, { readonly folder: string } | Missing>;
  readonly given: ReadonlyMap<string, Given>;
  /** All that is given to variables, also what a later value replaces. */
  readonly values: readonly NamedValue[];
  /** The workspace that `terraform workspace select` has chosen, if the folder says it. */
  readonly workspace?: string;
  /** The root module's folder, as the user names it. */
  readonly root: string;
  readonly parser: HclParser | undefined;
  readonly files: ModuleFiles;
}

export interface Missing {
  readonly why: string;
  /** Whether the configuration itself names the folder, so that it is incomplete. */
  readonly local: boolean;
}

interface NamedValue {
  readonly name: string;
  readonly value: Expression;
}

export interface Given {
  readonly value: Expression;
  /** Whether the variable must be declared. A file of values may have more than a module needs. */
  readonly strict: boolean;
  /** The text given with `--var`, which is the value of a variable that is a string. */
  readonly written?: string;
}

/** No configuration has so many. */
const MAX_FILES = 2000;

interface Loading extends Pick<Loaded, 'parser' | 'files' | 'root'> {
  readonly parts: { file: ImportFile; start: number }[];
  readonly faults: (Range & { level: FindingLevel; message: string })[];
  readonly values: NamedValue[];
  length: number;
}

export async function loadConfiguration(
  named: readonly ImportFile[],
  parser: HclParser | undefined,
  options: TerraformOptions & { readonly files: ModuleFiles },
): Promise<Loaded> {
  const [first] = named;
  const root = normalized(folderOf(first?.name ?? ''));
  const loading: Loading = { parser, files: options.files, root, parts: [], faults: [], values: [], length: 0 };
  const own = inOrder(named.filter(({ name }) => isConfiguration(name) || !isValues(name)));
  const folders = new Map<string, readonly ConfigFile[]>([['.', own.flatMap((file) => configFile(loading, file))]]);
  const given = await givenValues(loading, named, options);
  const calls = await loadModules(loading, folders);
  const workspace = (await options.files.read(joinPath(root, '.terraform/environment'), root))?.trim() || undefined;
  const text = loading.parts.map(({ file }) => file.text).join('\n');
  return { ...loading, text, folders, calls, given, workspace };
}

/** Override files come after all others. */
function inOrder(files: readonly ImportFile[]): readonly ImportFile[] {
  const rank = ({ name }: ImportFile) => (isOverride(fileName(name)) ? 1 : 0);
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Adds a file to the text of all, and gives the offset at which it begins there. */
function place(loading: Loading, file: ImportFile): number {
  const start = loading.length;
  loading.parts.push({ file, start });
  loading.length += file.text.length + 1;
  return start;
}

function configFile(loading: Loading, file: ImportFile): ConfigFile[] {
  const base = place(loading, file);
  const body = bodyOf(loading, file, base, bodyOfJson);
  return body === undefined ? [] : [{ name: fileName(file.name), body }];
}

function bodyOf(
  { parser, faults }: Loading,
  file: ImportFile,
  base: number,
  ofJson: typeof bodyOfJson,
): Body | undefined {
  const broken = (at: Range, message: string) => {
    faults.push({ level: 'broken', start: at.start, end: at.end, message });
    return undefined;
  };
  const { text } = file;
  const content = contentOf(file);
  if (content.kind === 'json') {
    const { root, problems } = content.isWhole ? content.tree : parseJson(text);
    for (const { start, end, message } of problems) broken({ start: start + base, end: end + base }, message);
    if (root?.kind !== 'object' || problems.length > 0) return undefined;
    const again = ({ key, start, end }: JsonMember) => {
      faults.push({ level: 'lost', start: start + base, end: end + base, message: repeated(key) });
    };
    return ofJson({ parser, source: text, base, again }, root);
  }
  if (parser === undefined) return broken({ start: base, end: base }, t('Terraform files cannot be read here.'));
  const read = parser.body(text, base);
  return 'body' in read ? read.body : broken(read.fault, read.fault.message);
}

/** The values of variables in Terraform's order: those in files of the folder, then those that the user gives. */
async function givenValues(
  loading: Loading,
  named: readonly ImportFile[],
  options: TerraformOptions,
): Promise<Map<string, Given>> {
  const own = named.filter(({ name }) => isValues(name));
  const known = new Set(own.map(({ name }) => normalized(name)));
  for (const name of (await loading.files.list(loading.root, loading.root)) ?? []) {
    const path = joinPath(loading.root, name);
    if (automaticRank(name) === undefined || known.has(path)) continue;
    const text = await loading.files.read(path, loading.root);
    if (text !== undefined) own.push({ name: path, text });
    else {
      const message = t(
        "The values in '{0}' cannot be read, perhaps because it is a link out of the folder: name the file with '--var-file'.",
        path,
      );
      loading.faults.push({ level: 'broken', start: 0, end: 0, message });
    }
  }
  const rank = ({ name }: ImportFile) => automaticRank(fileName(name)) ?? 3;
  const order = own.toSorted((a, b) => rank(a) - rank(b) || (rank(a) < 3 && a.name < b.name ? -1 : 1));
  const given = new Map<string, Given>();
  for (const file of order) takeFile(loading, file, given);
  for (const each of options.variables ?? []) {
    if ('file' in each) takeFile(loading, each.file, given);
    else takeVariable(loading, each, given);
  }
  return given;
}

/** The order of the files of values that are read without being named. */
function automaticRank(name: string): number | undefined {
  if (name === 'terraform.tfvars') return 0;
  if (name === 'terraform.tfvars.json') return 1;
  return /\.auto\.tfvars(?:\.json)?$/.test(name) ? 2 : undefined;
}

function takeFile(loading: Loading, file: ImportFile, given: Map<string, Given>): void {
  const base = place(loading, file);
  const body = bodyOf(loading, file, base, valuesOfJson);
  for (const { name, value } of body?.attributes.values() ?? []) {
    given.set(name, { value, strict: false });
    loading.values.push({ name, value });
  }
}

function takeVariable(
  loading: Loading,
  { name, value }: { readonly name: string; readonly value: string },
  given: Map<string, Given>,
): void {
  const base = place(loading, { name: `--var ${name}`, text: value });
  const range = { start: base, end: base + value.length };
  const read = loading.parser?.expression(value, base);
  const plain = literal(string(value), range);
  given.set(name, { value: read ?? plain, strict: true, written: value });
  loading.values.push({ name, value: plain });
}

/** The modules of all calls. Each folder is read once, however many calls name it. */
async function loadModules(loading: Loading, folders: Map<string, readonly ConfigFile[]>): Promise<Loaded['calls']> {
  const calls = new Map<string, { readonly folder: string } | Missing>();
  const installed = await installedModules(loading);
  const open = [{ folder: '.', key: '' }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const { body } of folders.get(next.folder) ?? []) {
      for (const block of body.blocks) {
        const [name] = block.labels;
        if (block.word !== 'module' || name === undefined) continue;
        const key = next.key === '' ? name : `${next.key}.${name}`;
        const found = moduleOf(block, next.folder, installed.get(key));
        const call = callKey(next.folder, name);
        if (!('folder' in found) || folders.has(found.folder)) {
          if (!calls.has(call) || 'folder' in found) calls.set(call, found);
          continue;
        }
        const files = await loadFolder(loading, found.folder);
        if (files === undefined) {
          calls.set(call, { why: noFiles(found.folder), local: found.local });
          continue;
        }
        folders.set(found.folder, files);
        calls.set(call, found);
        open.push({ folder: found.folder, key });
      }
    }
  }
  return calls;
}

/** The key of a call in `Loaded.calls`. */
export function callKey(folder: string, name: string): string {
  return `${folder} ${name}`;
}

function noFiles(folder: string): string {
  return t(
    "lies in '{0}', where there is no file *.tf: check its source, or import what 'terraform show -json' prints",
    folder,
  );
}

async function loadFolder(loading: Loading, folder: string): Promise<ConfigFile[] | undefined> {
  const outside = joinPath(loading.root, folder);
  const names = ((await loading.files.list(outside, loading.root)) ?? []).filter(isConfiguration).sort();
  if (names.length === 0 || loading.parts.length + names.length > MAX_FILES) return undefined;
  const read: ImportFile[] = [];
  for (const name of names) {
    const path = joinPath(outside, name);
    const text = await loading.files.read(path, outside);
    if (text !== undefined) read.push({ name: path, text });
    else {
      const message = t("'{0}' of a module cannot be read, perhaps because it is a link out of the folder.", path);
      loading.faults.push({ level: 'refused', start: 0, end: 0, message });
    }
  }
  return inOrder(read).flatMap((file) => configFile(loading, file));
}

/** The folders in which `terraform init` has put modules from elsewhere, by the names of the calls. */
async function installedModules({ files, root }: Loading): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const path = joinPath(root, '.terraform/modules/modules.json');
  const text = await files.read(path, root);
  for (const item of itemsIn(text === undefined ? undefined : parseJson(text).root, 'Modules')) {
    const [key, folder] = [stringIn(item, 'Key'), stringIn(item, 'Dir')];
    if (key !== undefined && folder !== undefined) found.set(key, normalized(folder));
  }
  return found;
}

function moduleOf(
  block: Block,
  caller: string,
  installed: string | undefined,
): { readonly folder: string; readonly local: boolean } | Missing {
  const written = writtenText(block.body.attributes.get('source')?.value);
  if (written === undefined) return { why: t("has no 'source', or one that is not a string"), local: true };
  if (/^\.\.?(?:[/\\]|$)/.test(written)) return { folder: joinPath(caller, written), local: true };
  // Modules are installed below the configuration.
  if (installed !== undefined && isWithin('.', installed)) return { folder: installed, local: false };
  const why = t(
    "comes from '{0}', which is not in this folder: run 'terraform init', or import what 'terraform show -json' prints",
    written,
  );
  return { why, local: false };
}

/** The files that the user names, where no others can be reached. */
export function filesAmong(named: readonly ImportFile[]): ModuleFiles {
  const byPath = new Map(named.map(({ name, text }) => [normalized(name), text]));
  return {
    list: async (folder) => {
      const names = [...byPath.keys()].filter((path) => normalized(folderOf(path)) === folder).map(fileName);
      return names.length === 0 ? undefined : names;
    },
    read: async (path) => byPath.get(path),
  };
}
