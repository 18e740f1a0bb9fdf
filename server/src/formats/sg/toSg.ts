// Declarations of any format as a file of the rule language, with notes on what it cannot express.

import type * as ast from '#syntax/ast.ts';
import { quote as literal } from '#syntax/strings.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, t } from '#util/l10n.ts';
import type { FileFinding, Placed } from '../reading.ts';
import { quote } from '../source.ts';
import { declarationText, ruleTexts, writable } from './declarations.ts';
import { lostFields } from './lostFields.ts';
import { isPlainName, validName } from './names.ts';
import { lose, lostAt, makeWriter, nameOf, type SgOptions, type Writer } from './writer.ts';

export interface SgText {
  readonly text: string;
  /** The names of the groups in the text, in order. */
  readonly groups: readonly string[];
  readonly lost: readonly FileFinding[];
  /** The declarations in the order of the text, without what was left out. */
  readonly written: readonly { readonly one: Placed; readonly declaration: ast.Declaration }[];
}

export function toSg(placed: readonly Placed[], options: SgOptions = {}): SgText {
  const writer = makeWriter(placed, options);
  const parts: string[] = [];
  const written: { one: Placed; declaration: ast.Declaration }[] = [];
  const heading = headings(writer);
  for (const one of byRegion(placed)) {
    const { declaration } = one.item;
    const lines = heading(one);
    const verbatim = options.verbatim?.get(declaration);
    const node = verbatim === undefined ? writable(writer, one) : declaration;
    if (lines.length > 0) parts.push(lines.join('\n'));
    if (node === undefined) continue;
    parts.push(verbatim ?? declarationText(writer, one, node));
    written.push({ one, declaration: node });
  }
  writer.lost.push(...lostVpcs(writer), ...lostFields(placed));
  const groups = placed.flatMap(({ item }) =>
    item.declaration.kind === 'group' ? [nameOf(writer, item.declaration)] : [],
  );
  return { text: parts.length === 0 ? '' : `${parts.join('\n\n')}\n`, groups, lost: writer.lost, written };
}

/** The rules of a group as lines of the rule language, for a group that is there already. */
export function ruleLines(
  placed: readonly Placed[],
  group: Placed,
): { readonly lines: ReadonlyMap<ast.Direction, readonly string[]>; readonly lost: readonly FileFinding[] } {
  const writer = makeWriter(placed, { ids: true });
  // The names of the groups are not written, so notes on them would be about nothing.
  writer.lost.length = 0;
  const lines = new Map<ast.Direction, string[]>();
  const node = writable(writer, group);
  for (const list of node?.kind === 'group' ? node.lists : []) {
    lines.set(list.direction, [...(lines.get(list.direction) ?? []), ...ruleTexts(writer, group, list)]);
  }
  return { lines, lost: writer.lost };
}

/** What names no region comes first, since a line `region` holds for all that follows it. */
function byRegion(placed: readonly Placed[]): Placed[] {
  const regions = groupBy(placed, ({ item }) => item.region ?? '');
  const first = regions.get('') ?? [];
  regions.delete('');
  return [...first, ...[...regions.values()].flat()];
}

/** The lines `region` and `project` before each declaration, where they are other than for the one before. */
function headings(writer: Writer): (one: Placed) => string[] {
  let region: string | undefined;
  let project = '0';
  return (one) => {
    const { declaration, region: wantedRegion, project: wantedProject = '0' } = one.item;
    const lines: string[] = [];
    if (wantedRegion !== undefined && wantedRegion !== region) {
      region = wantedRegion;
      lines.push(`region ${regionName(writer, one, region)}`);
    }
    const hasProject = declaration.kind === 'group' || declaration.kind === 'cvm';
    if (hasProject && wantedProject !== project) {
      project = wantedProject;
      const isBare = /^[0-9]{1,15}$/.test(project) || isPlainName(project);
      lines.push(`project ${isBare ? project : literal(project)}`);
    }
    return lines;
  };
}

function regionName(writer: Writer, one: Placed, region: string): string {
  if (isPlainName(region)) return region;
  const name = validName(region, 'region');
  const words = t("The region {0} is not a name of the rule language: it becomes '{1}'.", quote(region), name);
  lose(writer, one, one.item.declaration, words);
  return name;
}

/** One note in each file, at the first machine. */
function lostVpcs({ vpcs }: Writer): FileFinding[] {
  return [...groupBy(vpcs, ({ file }) => file)].flatMap(([file, [first, ...more]]) => {
    if (first === undefined) return [];
    const vpc = quote(first.vpc.text);
    const words =
      more.length === 0
        ? t('A CVM is always in the VPC of its subnet: that this one is in {0} cannot be expressed.', vpc)
        : plural(
            more.length,
            'A CVM is always in the VPC of its subnet: that this one is in {1} cannot be expressed, nor the VPC of {0} other.',
            'A CVM is always in the VPC of its subnet: that this one is in {1} cannot be expressed, nor the VPCs of {0} others.',
            vpc,
          );
    return [{ file, finding: lostAt(first.vpc, words) }];
  });
}
