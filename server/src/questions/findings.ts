// The findings in files, without those that claim that something does not exist, although unread text may contain it.
//
//   group web { … }               not "Nothing uses the group 'web'" …
//   cvm m { groups = web }        … while this line, which was not read, may use it
//
// `unused-group` and similar findings claim that nothing names a thing, `empty-group-peer` that no machine is in a group, `duplicate-address`
// that two machines are not in different VPCs, findings about expectations that no rule decides differently. Each is held back while unread
// text could make it false, and reported once that text is corrected. A comment that ignores such a finding counts as used.

import type { Depth } from '#diagnostics/check.ts';
import type { Code } from '#diagnostics/codes.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import type { Binding, Entity, Group } from '#model/model.ts';
import { properties } from '#syntax/properties.ts';
import { lineStart } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { memo, memoOf } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { BlockDiagnostics } from '#workspace/blockDiagnostics.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import * as all from '#workspace/folderDiagnostics.ts';
import { incompleteFor } from './expectations.ts';
import { type Gap, gapsOf } from './gaps.ts';
import { incomplete } from './incomplete.ts';
import { lookedAtOnArrival } from './lookedAt.ts';
import { type Ends, restsOn } from './restsOn.ts';
import { isMentioned, isReadInPart, mayBeIn, mayBeNamed, mayBeUsed, unreadOf } from './unread.ts';

/** By blocks, as the function of that name of the workspace has it. */
export function blockDiagnosticsOf(folder: Folder, uri: string, depth: Depth = 'full'): readonly BlockDiagnostics[] {
  return finish(judgingFile(folder, uri, depth));
}

/** In steps, as the function of that name of the workspace has it. */
export function* judgingFile(folder: Folder, uri: string, depth: Depth): Steps<readonly BlockDiagnostics[]> {
  const found = yield* all.judgingFile(folder, uri, depth);
  if (gapsOf(folder).length === 0) return found;
  return found.flatMap((each) => {
    const diagnostics = certain(folder, each);
    if (diagnostics === each.diagnostics) return each;
    return diagnostics.length === 0 ? [] : { ...each, diagnostics };
  });
}

export function diagnosticsOf(folder: Folder, uri: string): readonly PlacedDiagnostic[] {
  return all.placedIn(folder, blockDiagnosticsOf(folder, uri));
}

/** Of a range, its ends included, as it was found last where it follows from all machines. */
export function diagnosticsAt(folder: Folder, uri: string, range: Range): readonly PlacedDiagnostic[] {
  return all
    .placedIn(folder, blockDiagnosticsOf(folder, uri, 'quick'))
    .filter(({ start, end }) => start <= range.end && end >= range.start);
}

/** The quick fixes for what is reported in a range of a file, its ends included. */
export function fixesAt(folder: Folder, uri: string, range: Range): readonly all.OfferedFix[] {
  const offered = all.fixesAt(folder, uri, range);
  if (offered.length === 0 || gapsOf(folder).length === 0) return offered;
  const key = ({ code, start, end }: PlacedDiagnostic) => `${code} ${start} ${end}`;
  const reported = new Set(diagnosticsAt(folder, uri, range).map(key));
  return offered.filter(({ diagnostic }) => reported.has(key(diagnostic)));
}

const kept = memo<readonly Diagnostic[], readonly Diagnostic[]>();

/** The same array as before where the same of them are held back. */
function certain(folder: Folder, { block, diagnostics }: BlockDiagnostics): readonly Diagnostic[] {
  if (!diagnostics.some(({ code }) => DOUBTS.has(code))) return diagnostics;
  const binding = block && folder.model.bindings.get(block);
  if (binding === undefined) return diagnostics;
  const isDoubted = (each: Diagnostic) => DOUBTS.get(each.code)?.(folder, binding, each) ?? false;
  const doubted = diagnostics.filter(isDoubted);
  if (doubted.length === 0) return diagnostics;
  return kept(diagnostics, doubted, () => diagnostics.filter((each) => !doubted.includes(each)));
}

/** Whether something that was not read could make a finding false. */
type Doubt = (folder: Folder, binding: Binding, diagnostic: Diagnostic) => boolean;

const isUnsure: Doubt = (folder, { entity }) => entity !== undefined && mayBeUsed(folder, entity);

const mayHaveGroups: Doubt = (folder, { entity }) =>
  entity !== undefined && (isReadInPart(folder, entity.key) || mayBeBound(folder, entity));

/** Resources that bind groups to machines, how many of which is not known, may bind one to any machine. */
function mayBeBound(folder: Folder, { source }: Entity): boolean {
  const isForeign = folder.files.get(source.uri)?.parts !== undefined;
  return isForeign && gapsOf(folder).some(({ reach }) => reach.kind === 'everything' && reach.of === undefined);
}

const mayBeJudgedOtherwise: Doubt = (folder, { expectation }, { related }) =>
  expectation !== undefined && mayDecide(folder, expectation, () => incompleteFor(folder, expectation), related);

/** Addresses that are written are what they are: only what is named may be more than was read of it. */
const mayDescribePackets: Doubt = (folder, { references }) =>
  references.some(({ target }) => {
    const entity = target === undefined ? undefined : folder.model.entities.get(target);
    if (entity?.kind === 'group' && mayHaveMembers(folder, entity)) return true;
    return target !== undefined && isReadInPart(folder, target);
  });

/** Whether what is not known may be declared in text that belongs to no declaration, or in a file that is too large. */
const mayBeDeclared: Doubt = (folder, binding, { start }) => {
  const word = referencesAt(binding).get(start)?.name.text;
  const isFree = (gap: Gap) =>
    (gap.reach.kind === 'everything' || gap.reach.kind === 'region') && mayBeIn(gap, binding.region);
  return word !== undefined && isMentioned(folder, word, isFree);
};

/** A line above that could not be read, and that has the word of a denial in it, may deny what a rule opens. */
const mayBeDenied: Doubt = (folder, { entity }, { start }) =>
  unreadOf(folder).some(
    ({ gap: { reach }, text }) =>
      reach.kind === 'list' &&
      reach.owner === entity?.key &&
      reach.direction === 'inbound' &&
      (reach.at ?? 0) < start &&
      text !== undefined &&
      /deny|drop/i.test(text.file.text.slice(text.range.start, text.range.end)),
  );

const DOUBTS: ReadonlyMap<Code, Doubt> = new Map<Code, Doubt>([
  ['unknown-name', mayBeDeclared],
  ['unused-group', isUnsure],
  ['unused-addresses', isUnsure],
  ['unused-services', isUnsure],
  ['empty-group-peer', (folder, binding, { start }) => mayBeOthers(folder, referencesAt(binding).get(start)?.target)],
  ['shadowed-by-members', (folder, binding) => [...peersOf(binding)].some((key) => mayBeOthers(folder, key))],
  ['cvm-without-group', mayHaveGroups],
  ['dead-on-cvm', mayHaveGroups],
  ['duplicate-address', (folder, binding, { related }) => isInUnknownVpc(folder, binding, related)],
  ['open-to-world', mayBeDenied],
  [
    'exposed-cvm',
    (folder, { entity }, { related }) =>
      entity?.kind === 'cvm' &&
      mayDecide(
        folder,
        { from: [], to: [{ kind: 'cvm', key: entity.key }], region: entity.region },
        () => incomplete(folder, () => lookedAtOnArrival(folder.model, entity)),
        related,
      ),
  ],
  ['expectation-failed', mayBeJudgedOtherwise],
  ['expectation-empty', mayDescribePackets],
  ['expectation-one-family', mayBeJudgedOtherwise],
]);

/**
 * Whether something that was not read may decide in the place of the rule that a finding names: it does not where it is behind that rule.
 * `all` tells all gaps on which the verdict rests, for those that do not tell by themselves.
 */
function mayDecide(folder: Folder, ends: Ends, all: () => readonly Gap[], [rule]: Diagnostic['related']): boolean {
  const owner = rule && folder.model.bindings.get(rule.source.block)?.entity?.key;
  const isBehind = ({ reach }: Gap) =>
    reach.kind === 'list' && reach.owner === owner && (reach.at ?? 0) > (rule?.start ?? Number.POSITIVE_INFINITY);
  const left: Gap[] = [];
  for (const { gap } of unreadOf(folder)) {
    const rests = isBehind(gap) ? false : restsOn(folder.model, ends, gap);
    if (rests === true) return true;
    if (rests === undefined) left.push(gap);
  }
  if (left.length === 0) return false;
  const looked = new Set(all());
  return left.some((gap) => looked.has(gap));
}

/** The references of a binding by where they begin. */
const referencesAt = memoOf(({ references }: Binding) => new Map(references.map((each) => [each.name.start, each])));

/** The keys of what the rules of a binding name as peers. */
const peersOf = memoOf(
  ({ references }: Binding): ReadonlySet<string> =>
    new Set(references.flatMap(({ role, target }) => (role === 'peer' && target !== undefined ? [target] : []))),
);

function mayBeOthers(folder: Folder, key: string | undefined): boolean {
  if (!tellsMembers(folder)) return false;
  const entity = key === undefined ? undefined : folder.model.entities.get(key);
  return entity?.kind === 'group' && mayHaveMembers(folder, entity);
}

/** A line of a list of rules puts no machine into a group. */
const mayTellMembers = ({ reach }: Gap): boolean => reach.kind !== 'list' && reach.kind !== 'expectation';

const tellsMembers = memoOf((folder: Folder) => unreadOf(folder).some(({ gap }) => mayTellMembers(gap)));

function mayHaveMembers(folder: Folder, group: Group): boolean {
  const known = memberDoubts(folder);
  const doubt = known.get(group.key) ?? mayBeNamed(folder, group, mayTellMembers);
  known.set(group.key, doubt);
  return doubt;
}

/** By the keys of groups, each of which many rules may name. */
const memberDoubts = memoOf((_: Folder) => new Map<string, boolean>());

function isInUnknownVpc(folder: Folder, { block }: Binding, related: Diagnostic['related']): boolean {
  const blocks = new Set([block, ...related.map(({ source }) => source.block)]);
  const machines = folder.model.cvms.filter(({ interfaces }) =>
    interfaces.some(({ source }) => blocks.has(source.block)),
  );
  const classic = machines.flatMap((cvm) =>
    cvm.interfaces.flatMap(({ vpc, subnet }) =>
      vpc === undefined ? [cvm.key, ...(subnet === undefined ? [] : [subnet])] : [],
    ),
  );
  if (classic.length === 0) return false;
  const keys = new Set(classic);
  return gapsOf(folder).some(
    (gap) => gap.reach.kind === 'entity' && keys.has(gap.reach.key) && !SAYS_OTHER.test(propertyAt(folder, gap)),
  );
}

/** The property of a machine in whose line a gap is. */
function propertyAt({ files }: Folder, { uri, start }: Gap): string {
  const { text = '' } = files.get(uri) ?? {};
  return text.slice(lineStart(text, start), start);
}

/** What says nothing about the VPC. */
const SAYS_OTHER = new RegExp(
  `^\\W*(?:id|${properties.cvm.flatMap(({ word, key }) => (key === 'subnet' ? [] : word)).join('|')}|` +
    'private_ip|public_ip|(?:orderly_)?security_groups)\\b[^{}]*$',
);
