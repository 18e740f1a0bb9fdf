// From files of any format to one file of the rule language: what is malformed is refused as a whole, what is wrong in parts is
// listed, and whatever cannot be said is in the notes.

import type * as ast from '#syntax/ast.ts';
import { type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { type JsonPath, pathAt, placeAt, showPath } from '#syntax/jsonPath.ts';
import { type LineIndex, lineIndex, positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import { readElements, readLists, readRegions } from './cloud/describe.ts';
import { readOldRules } from './cloud/oldRules.ts';
import { readPolicies } from './cloud/policies.ts';
import { readCsv } from './csv/read.ts';
import { unwrapped } from './detect.ts';
import { withFileId } from './fileId.ts';
import { joinItems } from './join.ts';
import type { Item, Placed } from './reading.ts';
import { layOut } from './sg/layOut.ts';
import { readSgFile } from './sg/read.ts';
import { ruleLines, toSg } from './sg/toSg.ts';
import { type Finding, importSource, quote, report, type Source } from './source.ts';
import { readConfiguration } from './terraform/configuration.ts';
import type { HclSource } from './terraform/hcl.ts';
import { readTerraformJson } from './terraform/json.ts';
import type { TerraformOptions } from './terraform/load.ts';
import { readTerraform } from './terraform/read.ts';
import { type Unit, unitsOf } from './terraform/units.ts';
import { validate } from './validate.ts';
import { open } from './wrapping.ts';

export interface ImportFile {
  /** As it is called in notes. */
  readonly name: string;
  readonly text: string;
}

export interface ImportOptions {
  /** The one group to take, by its name or id; or what a group is called that has no name in its file. */
  readonly group?: string;
  /** The id of the group whose rules the files hold without saying whose they are. */
  readonly id?: string;
  /** Of the regions in the files the one to take; or the region of files that name none. */
  readonly region?: string;
  /** For rules that do not say it themselves. */
  readonly direction?: ast.Direction;
  /** Leaves out policies that are wrong, instead of refusing the file. */
  readonly skipInvalid?: boolean;
  /** Reads a policy without a peer as one for `any` and `any6`. */
  readonly anyPeer?: boolean;
  /** Reads HCL; asked for only where a file is in it. */
  readonly hcl?: HclSource;
  /** The variables of a Terraform configuration, and how the files beside the named ones are reached. */
  readonly terraform?: TerraformOptions;
}

export interface Note {
  readonly file: string;
  /** Offsets in the file's text. */
  readonly start: number;
  readonly end: number;
  /** Zero-based, in UTF-16 units. */
  readonly line: number;
  readonly character: number;
  /** In JSON, `$.Ingress[2].Action`. */
  readonly path?: string;
  readonly message: string;
}

export type Imported =
  | {
      readonly ok: true;
      /** A file of the rule language. */
      readonly text: string;
      /** The names of its groups. */
      readonly groups: readonly string[];
      /** What could not be taken over, and what was skipped. */
      readonly notes: readonly Note[];
    }
  | Refused;

export interface Refused {
  readonly ok: false;
  /** All of what is wrong, at least one. */
  readonly reasons: readonly Note[];
}

export async function importFiles(files: readonly ImportFile[], options: ImportOptions = {}): Promise<Imported> {
  const read = await readFiles(files, options);
  if (!read.ok) return read;
  const { placed, notes } = read;
  const written = toSg(placed);
  const lost = read.sgText !== undefined ? [] : written.lost.map(({ file, finding }) => read.note(file, finding));
  return {
    ok: true,
    text: read.sgText ?? layOut(written.text),
    groups: written.groups,
    notes: [...notes, ...lost].sort(byPlace),
  };
}

/** The rules of the one group of the files, as lines for a group that is there already. A direction that the files do not speak of is absent. */
export type ImportedRules =
  | {
      readonly ok: true;
      readonly inbound?: readonly string[];
      readonly outbound?: readonly string[];
      readonly notes: readonly Note[];
    }
  | Refused;

export async function importRules(files: readonly ImportFile[], options: ImportOptions = {}): Promise<ImportedRules> {
  const read = await readFiles(files, options);
  if (!read.ok) return read;
  const groups = read.placed.filter(({ item }) => item.declaration.kind === 'group');
  const [group] = groups;
  if (group === undefined || groups.length > 1) {
    const names = groups
      .map(({ item }) => item.declaration)
      .flatMap((node) => (node.kind === 'group' ? [quote(node.name?.text ?? node.ids[0]?.text ?? '')] : []));
    const message =
      group === undefined
        ? t('There is no group in it.')
        : t('There are several groups in it: name one of {0}.', names.join(', '));
    return { ok: false, reasons: [read.note(0, { level: 'broken', start: 0, end: 0, message })] };
  }
  const { lines, lost } = ruleLines(read.placed, group);
  const side = (direction: ast.Direction) => {
    const rules = lines.get(direction);
    return rules === undefined ? {} : { [direction]: rules };
  };
  const notes = [...read.notes, ...lost.map(({ file, finding }) => read.note(file, finding))].sort(byPlace);
  return { ok: true, ...side('inbound'), ...side('outbound'), notes };
}

/** A group of the files, before any of it is taken. */
export interface ImportedGroup {
  readonly name: string;
  readonly id?: string;
  /** Absent where the files do not say it. */
  readonly region?: string;
  /** False where its name is not in the files. */
  readonly named: boolean;
  readonly rules: number;
}

export async function groupsIn(
  files: readonly ImportFile[],
  options: ImportOptions = {},
): Promise<{ readonly ok: true; readonly groups: readonly ImportedGroup[] } | Refused> {
  const read = await readFiles(files, options);
  if (!read.ok) return read;
  const groups = read.placed.flatMap(({ item: { declaration, region }, left }) => {
    if (declaration.kind !== 'group') return [];
    const { name } = declaration;
    const id = declaration.ids[0]?.text;
    const rules = declaration.lists.flatMap((list) => list.rules.filter((rule) => !left.has(rule)));
    return {
      name: name?.text ?? id ?? '',
      ...(id === undefined ? {} : { id }),
      ...(region === undefined ? {} : { region }),
      // A name that was made has no place in the text.
      named: name !== undefined && name.end > name.start,
      rules: rules.length,
    };
  });
  return { ok: true, groups };
}

interface ReadFiles {
  readonly ok: true;
  readonly placed: readonly Placed[];
  readonly notes: readonly Note[];
  /** The text itself, of a single file that is in the rule language already. */
  readonly sgText?: string;
  readonly note: (file: number, finding: Finding) => Note;
}

async function readFiles(files: readonly ImportFile[], options: ImportOptions): Promise<ReadFiles | Refused> {
  const opened = files.map(open);
  const around = new Map(opened.map((one) => [one.file, one.around]));
  const units = await unitsOf(opened, options);
  const readers = units.map((unit) => noteMaker(unit));
  const note = (file: number, finding: Finding): Note => (readers[file] as NoteMaker).make(finding);
  const reasons: Note[] = [];
  const notes: Note[] = [];
  const all: Placed[] = [];
  let sgText: string | undefined;
  const printed = files.length > 1 || options.group !== undefined || options.region !== undefined;
  for (const [i, unit] of units.entries()) {
    const { detected, text, parts } = unit;
    if ('tree' in detected && detected.tree !== undefined) (readers[i] as NoteMaker).tree = detected.tree;
    const source = importSource(text, options);
    reportAround(
      source,
      parts.flatMap(({ file }) => around.get(file) ?? []),
    );
    const references = new Map<string, ast.Declaration>();
    const read = await readOne(source, unit, options, references, printed, (readers[i] as NoteMaker).secrets);
    const items = withFileId(read, parts[0]?.file.name ?? '', options.id);
    for (const { declaration } of items) validate(source, declaration);
    for (const finding of source.findings) {
      const bad = finding.level === 'broken' || (finding.level === 'refused' && options.skipInvalid !== true);
      if (bad) reasons.push(note(i, finding));
      else
        notes.push(
          note(i, finding.level === 'refused' ? { ...finding, message: `Skipped: ${finding.message}` } : finding),
        );
    }
    all.push(...items.map((item) => ({ item: inRegion(item, options), file: i, left: source.refused, references })));
    if (detected.format === 'sg' && !printed && source.refused.size === 0) sgText = text;
  }
  if (reasons.length > 0) return { ok: false, reasons: reasons.sort(byPlace) };
  const joined = joinItems(all, options);
  if ('message' in joined) {
    const first: Finding = { level: 'broken', start: 0, end: 0, message: joined.message };
    return { ok: false, reasons: [note(0, first)] };
  }
  for (const { file, finding } of joined.lost) notes.push(note(file, finding));
  return {
    ok: true,
    placed: joined.placed,
    notes: notes.sort(byPlace),
    note,
    ...(sgText === undefined ? {} : { sgText }),
  };
}

function reportAround(source: Source, [first, ...more]: readonly Range[]): void {
  if (first === undefined) return;
  const words = plural(more.length + 1, 'A line around the JSON is skipped.', '{0} lines around the JSON are skipped.');
  report(source, 'lost', first, words);
}

function inRegion(item: Item, options: ImportOptions): Item {
  return item.region === undefined && options.region !== undefined ? { ...item, region: options.region } : item;
}

async function readOne(
  source: Source,
  { detected, configuration }: Unit,
  options: ImportOptions,
  references: Map<string, ast.Declaration>,
  printed: boolean,
  secrets: Set<string>,
): Promise<Item[]> {
  if ('tree' in detected && detected.tree !== undefined) {
    for (const { start, end, message } of detected.tree.problems) report(source, 'broken', { start, end }, message);
    if (detected.tree.problems.length > 0) return [];
  }
  switch (detected.format) {
    case 'snapshot':
    case 'describe': {
      const { tree, read } = readElements(source);
      const root = tree.root === undefined ? undefined : unwrapped(tree.root);
      if (root?.kind !== 'object') return [];
      return detected.format === 'snapshot' ? readRegions(source, root, read) : readLists(source, root, read);
    }
    case 'policies':
    case 'old':
    case 'terraform': {
      const { root: whole } = parseJson(source.text);
      const root = whole === undefined ? undefined : unwrapped(whole);
      if (root === undefined) return [];
      if (detected.format === 'old') return readOldRules(source, root, options.direction);
      if (root.kind !== 'object') return [];
      if (detected.format === 'policies') return readPolicies(source, root);
      return readTerraform(source, readTerraformJson(source, root), references);
    }
    case 'hcl':
    case 'configuration': {
      const resources =
        configuration === undefined ? undefined : await readConfiguration(source, configuration, secrets);
      return resources === undefined ? [] : readTerraform(source, resources, references);
    }
    case 'csv':
      return readCsv(source, options.direction === undefined ? {} : { direction: options.direction });
    case 'sg':
      return readSgFile(source, detected.file, printed);
    case 'unknown':
      report(source, 'broken', { start: 0, end: 0 }, unknownMessage(source.text, detected.tree));
      return [];
  }
}

function unknownMessage(text: string, tree: JsonTree | undefined): string {
  if (/^[\s\uFEFF\0]*$/.test(text.slice(0, 1_000_000))) return t('The file holds nothing.');
  return (
    errorIn(tree?.root) ??
    t(
      'The file is in none of the formats: policies, snapshots and answers of the API (JSON), CSV, Terraform, or the rule language.',
    )
  );
}

/** What the cloud answered instead of what was asked for. */
function errorIn(root: JsonValue | undefined): string | undefined {
  const inside = (value: JsonValue | undefined, key: string) =>
    value?.kind === 'object' ? member(value, key)?.value : undefined;
  const error = inside(inside(root, 'Response') ?? root, 'Error');
  const [code, message] = [inside(error, 'Code'), inside(error, 'Message')];
  if (code?.kind !== 'string') return undefined;
  return message?.kind === 'string'
    ? t(
        'The file holds an error that the cloud answered, {0}: {1}.',
        quote(code.value),
        message.value.replace(/\.$/, ''),
      )
    : t('The file holds an error that the cloud answered, {0}.', quote(code.value));
}

interface NoteMaker {
  tree?: JsonTree;
  /** What is used, but never printed. */
  readonly secrets: Set<string>;
  make(finding: Finding): Note;
}

function noteMaker({ text, parts }: Unit): NoteMaker {
  const lines: (LineIndex | undefined)[] = [];
  const whole = wholePaths(text);
  const secrets = new Set<string>();
  const maker: NoteMaker = {
    secrets,
    make({ start, end, message }) {
      const at = parts.findLastIndex((one) => one.start <= start);
      const { file, start: first } = parts[at] as Unit['parts'][number];
      const own = lines[at] ?? lineIndex(file.text);
      lines[at] = own;
      const { line, character } = positionAt(own, start - first);
      const path = maker.tree === undefined ? undefined : showPath(whole(maker.tree, start));
      return {
        file: file.name,
        start: start - first,
        end: end - first,
        line,
        character,
        ...(path === undefined ? {} : { path }),
        message: withoutSecrets(message, secrets),
      };
    },
  };
  return maker;
}

/** What is sensitive is in no message: short texts where they stand in quotes, as values do. */
function withoutSecrets(message: string, secrets: ReadonlySet<string>): string {
  let shown = message;
  for (const secret of secrets) {
    const quoted = quote(secret);
    shown = shown.replaceAll(quoted, t('(sensitive)'));
    if (secret.length > 3) shown = shown.replaceAll(secret, t('(sensitive)'));
  }
  return shown;
}

/** Paths into a pruned tree: an object that was given up is read again. Findings about one come one after the other. */
function wholePaths(text: string): (tree: JsonTree, offset: number) => JsonPath {
  let last: { readonly start: number; readonly tree: JsonTree } | undefined;
  return (tree, offset) => {
    const { path, value } = placeAt(tree, offset);
    if (value?.kind !== 'object' || value.members.length > 0) return path;
    if (last?.start !== value.start) {
      last = { start: value.start, tree: parseJson(text.slice(value.start, value.end), { from: 0 }) };
    }
    return [...path, ...pathAt(last.tree, offset - value.start)];
  };
}

function byPlace(a: Note, b: Note): number {
  return a.file === b.file ? a.start - b.start : 0;
}

/** `policies.json:3:12: message ($.Ingress[0])`, line and column counted from 1. */
export function showNote(note: Note): string {
  const path = note.path === undefined || note.path === '$' ? '' : ` (${note.path})`;
  return `${note.file}:${note.line + 1}:${note.character + 1}: ${note.message}${path}`;
}
