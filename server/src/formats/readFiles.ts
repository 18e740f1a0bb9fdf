// Reads files of any format into declarations, each with the file that it comes from, and reports what was found in the files.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import { answers } from './cloud/format.ts';
import type { Lacking, PlanSide } from './format.ts';
import type { ImportFile } from './importFile.ts';
import { joinItems } from './join.ts';
import { byPlace, type Note, type NoteMaker, noteMaker } from './notes.ts';
import type { FileFinding, Item, Placed } from './reading.ts';
import { readUnit, withFileId } from './readUnit.ts';
import { masked, withoutSecrets } from './secrets.ts';
import { sg } from './sg/format.ts';
import { type Finding, importSource, type Page, quote, report, type Source } from './source.ts';
import type { HclSource } from './terraform/hcl.ts';
import type { TerraformOptions } from './terraform/load.ts';
import { type Unit, unitsOf } from './terraform/units.ts';
import { validate } from './validate.ts';
import { open } from './wrapping.ts';

export interface ImportOptions {
  /** The one group to import, by its name or id; or the name for a group that has none in its file. */
  readonly group?: string;
  /** The id of the group whose rules the files hold, where they do not say it. */
  readonly id?: string;
  /** The one region to import; or the region of files that name none. */
  readonly region?: string;
  /** The direction of rules that do not say it. */
  readonly direction?: ast.Direction;
  /** Whether rules that are wrong are left out, instead of refusing the file. */
  readonly skipInvalid?: boolean;
  /** Whether a rule without a peer is read as one for `any` and `any6`. */
  readonly anyPeer?: boolean;
  /** Of a Terraform plan that is compared with itself. */
  readonly side?: PlanSide;
  /** The parser of HCL, loaded where a file is in it. */
  readonly hcl?: HclSource;
  /** The variables of a Terraform configuration, and how files are reached that the user does not name. */
  readonly terraform?: TerraformOptions;
  /** Called with how many files have been read, of how many. */
  readonly say?: (read: number, all: number) => void;
}

export interface Refused {
  readonly ok: false;
  /** All that is wrong: at least one note. */
  readonly reasons: readonly Note[];
}

export interface ReadFiles {
  readonly ok: true;
  readonly units: readonly Unit[];
  /** The declarations of each unit, before those that speak of the same thing are joined. */
  readonly apart: readonly Placed[];
  /** What further answers of the API would say: other pages of a list, the rules of a group. */
  readonly lacks: readonly FileFinding[];
  /** What is refused and left out. */
  readonly skipped: readonly FileFinding[];
  readonly placed: readonly Placed[];
  readonly notes: readonly Note[];
  /** The text of a single file that is in the rule language already. */
  readonly sgText?: string;
  readonly note: (found: FileFinding) => Note;
  /** A message without what any of the files marks as sensitive. */
  readonly said: (message: string) => string;
  /** The variables of configurations that are needed and have no value. */
  readonly lacking: ReadonlyMap<string, Lacking>;
  /** The text of each unit as it may be shown. */
  readonly shown: readonly string[];
}

export async function readFiles(files: readonly ImportFile[], options: ImportOptions): Promise<ReadFiles | Refused> {
  const opened = files.map(open);
  const around = new Map(opened.map((one) => [one.file, one.around]));
  const units = await unitsOf(opened, options);
  const isPrinted = files.length > 1 || options.group !== undefined || options.region !== undefined;
  const read: ReadUnit[] = [];
  for (const [i, unit] of units.entries()) {
    options.say?.(i, units.length);
    const wrapping = unit.parts.flatMap(({ file }) => around.get(file) ?? []);
    read.push(await readOne(unit, wrapping, options, isPrinted));
  }
  options.say?.(units.length, units.length);
  const secrets = new Set(read.flatMap(({ maker }) => [...maker.secrets.texts]));
  const note = ({ file, finding }: FileFinding): Note => (read[file] as ReadUnit).maker.make(finding);
  const reasons = read.flatMap(({ refusing, maker }) => refusing.map(maker.make));
  if (reasons.length > 0) return { ok: false, reasons: reasons.sort(byPlace) };
  const apart = read.flatMap(({ items, source, references }, file) =>
    items.map((item) => ({ item, file, refused: source.refused, references })),
  );
  const joined = joinItems(apart, options);
  if ('message' in joined) {
    const first: Finding = { level: 'broken', start: 0, end: 0, message: joined.message };
    return { ok: false, reasons: [note({ file: 0, finding: first })] };
  }
  const [only] = read;
  const isAsWritten = !isPrinted && only?.unit.format === sg && only.source.refused.size === 0;
  return {
    ok: true,
    units,
    apart,
    lacks: [
      ...shortOf(read.flatMap(({ source }, file) => source.pages.map((page) => ({ file, page })))),
      ...joined.placed.filter(({ file }) => units[file]?.format === answers).flatMap(withoutRules),
    ],
    skipped: read.flatMap(({ skipped }, file) => skipped.map((finding) => ({ file, finding }))),
    placed: joined.placed,
    notes: [...read.flatMap(({ noted, maker }) => noted.map(maker.make)), ...joined.lost.map(note)].sort(byPlace),
    note,
    said: (message) => withoutSecrets(message, secrets),
    lacking: new Map(read.flatMap(({ lacking }) => [...lacking])),
    shown: read.map(({ unit, maker }) => masked(unit.text, maker.secrets)),
    sgText: isAsWritten ? only.unit.text : undefined,
  };
}

interface ReadUnit {
  readonly unit: Unit;
  readonly source: Source;
  readonly maker: NoteMaker;
  readonly items: readonly Item[];
  readonly references: ReadonlyMap<string, ast.Declaration>;
  readonly lacking: ReadonlyMap<string, Lacking>;
  /** Why nothing of the files is imported. */
  readonly refusing: readonly Finding[];
  /** What is refused and left out. */
  readonly skipped: readonly Finding[];
  /** What is noted beside the result. */
  readonly noted: readonly Finding[];
}

async function readOne(
  unit: Unit,
  wrapping: readonly Range[],
  options: ImportOptions,
  printed: boolean,
): Promise<ReadUnit> {
  const { direction, side, id, skipInvalid = false } = options;
  const maker = noteMaker(unit);
  const source = importSource(unit.text, options);
  reportAround(source, wrapping);
  const references = new Map<string, ast.Declaration>();
  const lacking = new Map<string, Lacking>();
  const { secrets } = maker;
  const found = await readUnit(source, unit, { direction, side, printed, references, secrets, lacking });
  const items = withFileId(found, unit.parts[0]?.file.name ?? '', id).map((item) => inRegion(item, options));
  for (const { declaration } of items) validate(source, declaration);
  const isRefusing = ({ level }: Finding) => level === 'broken' || (level === 'refused' && !skipInvalid);
  const broken = source.findings.filter(({ level }) => level === 'broken');
  // Where Terraform would refuse a configuration, whatever else is wrong in it follows from that.
  const isWhy = unit.content.kind === 'configuration' && broken.length > 0;
  const left = source.findings.filter((finding) => !isRefusing(finding));
  return {
    unit,
    source,
    maker,
    items,
    references,
    lacking,
    refusing: isWhy ? broken : source.findings.filter(isRefusing),
    skipped: left.filter(({ level }) => level === 'refused'),
    noted: left.map((finding) =>
      finding.level === 'refused' ? { ...finding, message: t('Skipped: {0}', finding.message) } : finding,
    ),
  };
}

function reportAround(source: Source, [first, ...more]: readonly Range[]): void {
  if (first === undefined) return;
  const words = plural(more.length + 1, 'A line around the JSON is skipped.', '{0} lines around the JSON are skipped.');
  report(source, 'lost', first, words);
}

/** Lists whose pages in the files are not all that there are. */
function shortOf(pages: readonly { readonly file: number; readonly page: Page }[]): readonly FileFinding[] {
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

/** A group or a QUINTUPLE acl that an answer names, whose rules another action answers. */
function withoutRules({ file, item: { declaration: node } }: Placed): readonly FileFinding[] {
  if ((node.kind !== 'group' && node.kind !== 'acl') || node.lists.some(({ rules }) => rules.length > 0)) return [];
  const isQuintuple = node.fields?.some(({ path: [key], text }) => key === 'NetworkAclType' && text === '"QUINTUPLE"');
  if (node.kind === 'acl' ? isQuintuple !== true : node.lists.length > 0) return [];
  const action = node.kind === 'acl' ? 'DescribeNetworkAclQuintupleEntries' : 'DescribeSecurityGroupPolicies';
  const name = quote(node.name?.text ?? '');
  const message = t('The rules of {0} are in none of the files: {1} answers them.', name, action);
  const { start, end } = node.name ?? node;
  return [{ file, finding: { level: 'lost', start, end, message } }];
}

function inRegion(item: Item, options: ImportOptions): Item {
  return item.region === undefined && options.region !== undefined ? { ...item, region: options.region } : item;
}
