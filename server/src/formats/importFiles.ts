// From files of any format to one file of the rule language. A malformed file is refused as a whole, all that is wrong in it is listed, and
// what the rule language cannot express is in the notes.

import { charactersLost, lostAt } from '#text/lostCharacters.ts';
import { t } from '#util/l10n.ts';
import type { Lacking } from './format.ts';
import type { ImportFile } from './importFile.ts';
import { byPlace, type Note } from './notes.ts';
import { type ImportOptions, type ReadFiles, type Refused, readFiles } from './readFiles.ts';
import type { FileFinding } from './reading.ts';
import { layOut } from './sg/layOut.ts';
import { ruleLines, toSg } from './sg/toSg.ts';
import { quote } from './source.ts';
import type { Unit } from './terraform/units.ts';

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

export async function importFiles(files: readonly ImportFile[], options: ImportOptions = {}): Promise<Imported> {
  const read = await readFiles(files, options);
  if (!read.ok) return read;
  const written = toSg(read.placed);
  const lost = read.sgText === undefined ? written.lost : [];
  return {
    ok: true,
    text: read.sgText ?? layOut(written.text),
    groups: written.groups,
    notes: notesOf(read, lost),
  };
}

function notesOf(read: ReadFiles, lost: readonly FileFinding[]): readonly Note[] {
  const found = [...read.lacks, ...lost, ...read.units.flatMap(lostCharacters)];
  return [...read.notes, ...found.map(read.note)].sort(byPlace);
}

function lostCharacters({ parts }: Unit, file: number): FileFinding[] {
  return parts.flatMap(({ file: { text }, start: from }) => {
    const place = lostAt(text);
    const start = from + place;
    return place < 0 ? [] : { file, finding: { level: 'lost', start, end: start + 1, message: charactersLost() } };
  });
}

/**
 * The rules of the one group of the files, as lines for a group that is there already. A direction that the files do not name is absent.
 */
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
    const names = groups.flatMap(({ item: { declaration: node } }) =>
      node.kind === 'group' ? [quote(node.name?.text ?? node.ids[0]?.text ?? '')] : [],
    );
    const message =
      group === undefined
        ? t('There is no group in it.')
        : t('The files hold several groups: name one of {0}.', names.join(', '));
    return { ok: false, reasons: [read.note({ file: 0, finding: { level: 'broken', start: 0, end: 0, message } })] };
  }
  const { lines, lost } = ruleLines(read.placed, group);
  return { ok: true, inbound: lines.get('inbound'), outbound: lines.get('outbound'), notes: notesOf(read, lost) };
}

/** A group in the files, as a user chooses among them before an import. */
export interface ImportedGroup {
  readonly name: string;
  readonly id?: string;
  /** Absent where the files name none. */
  readonly region?: string;
  /** Whether the files name it. */
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
  const groups = read.placed.flatMap(({ item: { declaration, region }, refused }) => {
    if (declaration.kind !== 'group') return [];
    const { name } = declaration;
    const id = declaration.ids[0]?.text;
    const rules = declaration.lists.flatMap((list) => list.rules.filter((rule) => !refused.has(rule)));
    return {
      name: name?.text ?? id ?? '',
      id,
      region,
      // A name that was made up has no place in the text.
      named: name !== undefined && name.end > name.start,
      rules: rules.length,
    };
  });
  return { ok: true, groups, lacking: read.lacking };
}
