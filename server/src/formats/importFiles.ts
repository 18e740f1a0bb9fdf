// From files of any format to one file of the rule language: what is malformed is refused as a whole, what is wrong in parts is
// listed, and whatever cannot be said is in the notes.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import { withFileId } from './fileId.ts';
import type { Lacking } from './format.ts';
import type { ImportFile } from './importFile.ts';
import { joinItems } from './join.ts';
import { byPlace, type Note, type NoteMaker, noteMaker } from './notes.ts';
import type { Item, Placed } from './reading.ts';
import { readUnit } from './readUnit.ts';
import { masked } from './secrets.ts';
import { sg } from './sg/format.ts';
import { layOut } from './sg/layOut.ts';
import { ruleLines, toSg } from './sg/toSg.ts';
import { type Finding, importSource, type Page, quote, report, type Source } from './source.ts';
import type { HclSource } from './terraform/hcl.ts';
import type { TerraformOptions } from './terraform/load.ts';
import { type Unit, unitsOf } from './terraform/units.ts';
import { validate } from './validate.ts';
import { open } from './wrapping.ts';

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
  /** Of a Terraform plan takes what there is, not what there is going to be. */
  readonly before?: boolean;
  /** Reads HCL; asked for only where a file is in it. */
  readonly hcl?: HclSource;
  /** The variables of a Terraform configuration, and how the files beside the named ones are reached. */
  readonly terraform?: TerraformOptions;
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
    notes: [...notes, ...notesOfPages(read), ...lost].sort(byPlace),
  };
}

function notesOfPages({ pages, note }: ReadFiles): readonly Note[] {
  return pages.map(({ file, finding }) => note(file, finding));
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
  const notes = [
    ...read.notes,
    ...notesOfPages(read),
    ...lost.map(({ file, finding }) => read.note(file, finding)),
  ].sort(byPlace);
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
): Promise<
  | { readonly ok: true; readonly groups: readonly ImportedGroup[]; readonly lacking: ReadonlyMap<string, Lacking> }
  | Refused
> {
  const read = await readFiles(files, options);
  if (!read.ok) return read;
  const groups = read.placed.flatMap(({ item: { declaration, region }, left }) => {
    if (declaration.kind !== 'group') return [];
    const { name } = declaration;
    const id = declaration.ids[0]?.text;
    const rules = declaration.lists.flatMap((list) => list.rules.filter((rule) => !left.has(rule)));
    return {
      name: name?.text ?? id ?? '',
      id,
      region,
      // A name that was made has no place in the text.
      named: name !== undefined && name.end > name.start,
      rules: rules.length,
    };
  });
  return { ok: true, groups, lacking: read.lacking };
}

export interface ReadFiles {
  readonly ok: true;
  readonly units: readonly Unit[];
  /** What each unit says, before it is joined with what the others say. */
  readonly apart: readonly Placed[];
  /** Pages of lists of which the files do not hold the others. */
  readonly pages: readonly { readonly file: number; readonly finding: Finding }[];
  /** What is refused and left out, by the place of its unit. */
  readonly skipped: readonly { readonly file: number; readonly finding: Finding }[];
  readonly placed: readonly Placed[];
  readonly notes: readonly Note[];
  /** The text itself, of a single file that is in the rule language already. */
  readonly sgText?: string;
  readonly note: (file: number, finding: Finding) => Note;
  /** Variables of configurations that something needs and that have no value. */
  readonly lacking: ReadonlyMap<string, Lacking>;
  /** The text of each unit as it may be shown. */
  readonly shown: readonly string[];
}

export async function readFiles(files: readonly ImportFile[], options: ImportOptions): Promise<ReadFiles | Refused> {
  const opened = files.map(open);
  const around = new Map(opened.map((one) => [one.file, one.around]));
  const units = await unitsOf(opened, options);
  const noteMakers = units.map((unit) => noteMaker(unit));
  const note = (file: number, finding: Finding): Note => (noteMakers[file] as NoteMaker).make(finding);
  const reasons: Note[] = [];
  const notes: Note[] = [];
  const all: Placed[] = [];
  const lacking = new Map<string, Lacking>();
  const skipped: { file: number; finding: Finding }[] = [];
  const pages: { readonly file: number; readonly page: Page }[] = [];
  let sgText: string | undefined;
  const printed = files.length > 1 || options.group !== undefined || options.region !== undefined;
  for (const [i, unit] of units.entries()) {
    const { format, content, text, parts } = unit;
    if (content.kind === 'json') (noteMakers[i] as NoteMaker).tree = content.tree;
    const source = importSource(text, options);
    reportAround(
      source,
      parts.flatMap(({ file }) => around.get(file) ?? []),
    );
    const references = new Map<string, ast.Declaration>();
    const { secrets } = noteMakers[i] as NoteMaker;
    const { direction, before = false } = options;
    const read = await readUnit(source, unit, { direction, before, printed, references, secrets, lacking });
    const items = withFileId(read, parts[0]?.file.name ?? '', options.id);
    for (const { declaration } of items) validate(source, declaration);
    for (const finding of source.findings) {
      const bad = finding.level === 'broken' || (finding.level === 'refused' && options.skipInvalid !== true);
      if (bad) reasons.push(note(i, finding));
      else if (finding.level === 'refused') skipped.push({ file: i, finding });
      if (!bad)
        notes.push(
          note(i, finding.level === 'refused' ? { ...finding, message: t('Skipped: {0}', finding.message) } : finding),
        );
    }
    pages.push(...source.pages.map((page) => ({ file: i, page })));
    all.push(...items.map((item) => ({ item: inRegion(item, options), file: i, left: source.refused, references })));
    if (format === sg && !printed && source.refused.size === 0) sgText = text;
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
    units,
    apart: all,
    pages: shortOf(pages),
    skipped,
    placed: joined.placed,
    notes: notes.sort(byPlace),
    note,
    lacking,
    shown: units.map(({ text }, i) => masked(text, (noteMakers[i] as NoteMaker).secrets)),
    sgText,
  };
}

function reportAround(source: Source, [first, ...more]: readonly Range[]): void {
  if (first === undefined) return;
  const words = plural(more.length + 1, 'A line around the JSON is skipped.', '{0} lines around the JSON are skipped.');
  report(source, 'lost', first, words);
}

/** Pages that together are not the whole list. */
function shortOf(pages: readonly { readonly file: number; readonly page: Page }[]): ReadFiles['pages'] {
  const held = new Map<string, number>();
  for (const { page } of pages) held.set(page.list, (held.get(page.list) ?? 0) + page.count);
  return pages.flatMap(({ file, page: { list, total, start, end } }) => {
    const count = held.get(list) ?? 0;
    if (count >= total) return [];
    const message = t(
      'Of {0} the files hold {1} of {2}: the others are in further answers.',
      quote(list),
      count,
      total,
    );
    return { file, finding: { level: 'lost', start, end, message } };
  });
}

function inRegion(item: Item, options: ImportOptions): Item {
  return item.region === undefined && options.region !== undefined ? { ...item, region: options.region } : item;
}
