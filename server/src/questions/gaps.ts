// Gaps: the places in the files that were not read or not understood, each with how far its damage reaches. Which answers it could change
// follows from that (`incomplete.ts`).
//
//   group web {
//     inbound {
//       deny tcp 22 form 198.51.100.0/24     not read: reaches the inbound list of web, from this line on
//       allow tcp 80 from nobody             not understood: the same, and only packets of tcp 80
//     }
//   }
//   cvm web-1 { groups wbe }                 reaches the machine, and whoever asks for any machine
//   grup db { … }                            not known what it was to be: reaches its region
//   (the file ends within a block)           whatever came behind it is missing: reaches everything

import { circularAddresses } from '#diagnostics/circularAddresses.ts';
import { crossRegionGroups } from '#diagnostics/crossRegionGroup.ts';
import type { Finding } from '#diagnostics/finding.ts';
import { addressFindings } from '#diagnostics/invalidAddress.ts';
import { invalidPorts } from '#diagnostics/invalidPort.ts';
import { namesHash } from '#diagnostics/similarNames.ts';
import { unknownNames } from '#diagnostics/unknownName.ts';
import { wrongKinds } from '#diagnostics/wrongKind.ts';
import type { Binding, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import { memo, memoOf } from '#util/memo.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import { EVERYTHING, isMissingEnd, isWhole, type Reach, reachIn, reachOfInterface, reachOfProblem } from './damage.ts';

/** A place in offsets of its file. */
export interface Gap extends Range {
  readonly uri: string;
  readonly message: string;
  readonly reach: Reach;
  /** Of text that could not be read: the problem, and the block whose problem it is. */
  readonly unread?: { readonly problem: ast.Problem; readonly placed: ast.PlacedBlock };
  /** A question that the cloud refused: nothing is known of the answer. */
  readonly isRefused?: true;
  /** An id that nothing in the files has: what it leads to is not known, but what is written is. */
  readonly isId?: true;
}

/** A folder, or a part of its files, as it was read. */
export type Read = Pick<Folder, 'root' | 'files' | 'model' | 'leftOut'>;

/** All gaps, in the order of files and lines. */
export const gapsOf = memoOf((folder: Read): readonly Gap[] => [
  ...leftOut(folder),
  ...[...folder.files.values()].flatMap((file) => gapsOfFile(folder.model, file)),
]);

function leftOut({ leftOut: files, root }: Read): readonly Gap[] {
  return files.map(({ uri = root, message }) => ({ uri, start: 0, end: 0, message, reach: EVERYTHING }));
}

function gapsOfFile(model: Model, file: SourceFile): readonly Gap[] {
  if (file.language === 'config' || file.syntaxOnly) return [];
  const { uri, tree } = file;
  const whole = isWhole(file);
  const gaps: Gap[] = [];
  let region = 'default';
  let after: string | undefined;
  for (const { start, block } of tree.blocks) {
    const node = block.declaration;
    const binding = model.bindings.get(block);
    region = binding?.region ?? region;
    const add = (
      range: Range,
      message: string,
      reach: Reach,
      more: Pick<Gap, 'unread' | 'isRefused' | 'isId'> = {},
    ): void => {
      gaps.push({ uri, start: start + range.start, end: start + range.end, message, reach, ...more });
    };
    for (const problem of block.problems) {
      const isCut =
        file.readAs === 'nothing' ||
        whole === false ||
        (typeof whole === 'number' && start + problem.end >= whole) ||
        (node !== undefined && isMissingEnd(file, node, start, problem));
      const reach = isCut
        ? EVERYTHING
        : reachOfProblem(file, { start, block }, binding?.entity, problem, region, after);
      const unread = { problem, placed: { start, block } };
      for (const each of unmade(model, file, problem, start) ?? [reach])
        add(problem, problem.message, each, { unread });
    }
    if (node === undefined || binding === undefined) continue;
    if (node.kind === 'region')
      for (const missing of notAsked(node))
        add(missing, missing.message, { kind: 'region', region, after: undefined }, { isRefused: true });
    after = binding.entity?.key ?? after;
    for (const { code, message, ...range } of notUnderstood(model, file, start, binding)) {
      // A problem of the grammar says it already.
      if (block.problems.some((problem) => problem.start < range.end && range.start < problem.end)) continue;
      const isCut = typeof whole === 'number' && start + range.end >= whole;
      const reach = isCut
        ? EVERYTHING
        : node.kind === 'interface'
          ? reachOfInterface(model, block, region)
          : binding.entity === undefined
            ? ({ kind: 'expectation', region } as const)
            : reachIn(file, binding.entity, range, true);
      const isId = binding.references.some(
        ({ fault, name }) =>
          fault === 'unknown-name' && name.start === range.start && cloudIdKind(name.text) !== undefined,
      );
      if (reach !== undefined) add(range, message, reach, isId ? { isId } : {});
    }
  }
  return gaps.sort((a, b) => a.start - b.start);
}

/** How far it reaches that it is not known whether something is there. */
function unmade(
  model: Model,
  { tree }: SourceFile,
  { unmade: what, rulesOf = [] }: ast.Problem,
  base: number,
): readonly Reach[] | undefined {
  if (what !== undefined) return [{ kind: 'everything', of: what }];
  if (rulesOf.length === 0) return undefined;
  const places = new Set(rulesOf.map(({ start }) => base + start));
  const groups = tree.blocks.flatMap(({ start, block }) => {
    const entity = places.has(start) ? model.bindings.get(block)?.entity : undefined;
    return entity?.kind === 'group' ? [entity] : [];
  });
  return groups.map(({ key, region }) => ({ kind: 'entity', key, region, isPublic: false }));
}

/** The questions that the cloud refused when the snapshot was taken. */
function notAsked({ fields = [] }: ast.Region): readonly (Range & { readonly message: string })[] {
  return fields.flatMap(({ path, text, ...range }) => {
    if (path[0] !== 'Missing' || /^(?:\[\s*\]|null)$/.test(text)) return [];
    const actions = text
      .match(/"Action":\s*"[A-Za-z]+"/g)
      ?.map((each) => each.slice(each.indexOf(':') + 1).replace(/[\s"]/g, ''));
    const message = t('{0} was refused when the snapshot was taken: its answer is missing.', commas(actions ?? []));
    return { start: range.start, end: range.end, message };
  });
}

const NAME_FAULTS = [unknownNames, wrongKinds, crossRegionGroups, circularAddresses];

const NOT_UNDERSTOOD: ReadonlySet<string> = new Set([
  'unknown-name',
  'wrong-kind',
  'cross-region-group',
  'circular-addresses',
  'invalid-address',
  'invalid-cidr',
  'invalid-port',
]);

const found = memo<Binding, readonly Finding[]>();

function notUnderstood(model: Model, { text }: SourceFile, start: number, binding: Binding): readonly Finding[] {
  const { block, references } = binding;
  const node = block.declaration;
  if (node === undefined) return [];
  // The suggestions for an unknown name follow from all names of the model.
  const unknown = references.some(({ fault }) => fault === 'unknown-name');
  return found(binding, [unknown ? namesHash(model) : undefined], () =>
    isComplete(binding)
      ? []
      : [
          ...NAME_FAULTS.flatMap((find) => find(model, binding)),
          ...addressFindings(node, block.problems),
          ...invalidPorts(node, text.slice(start, start + block.length)),
        ].filter(({ code }) => NOT_UNDERSTOOD.has(code)),
  );
}

/** Whether the binding says that everything in it is known: then the words need not be looked at one by one. */
function isComplete({ entity, expectation }: Binding): boolean {
  switch (entity?.kind) {
    case 'group':
    case 'acl':
      return [entity.inbound, entity.outbound].every(({ policies }) => policies.every(({ complete }) => complete));
    case 'addresses':
    case 'services':
      return entity.complete;
    default:
      return expectation?.complete ?? false;
  }
}
