// Runs the checks of the table, and keeps the findings of each check until something changes that they depend on.

import type { Acl, Binding, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { memo, memoOf, tokenOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Code } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { graded } from './finding.ts';
import { mixedSnapshots } from './liveAsWanted.ts';
import { collectFindings, type MixedSnapshots } from './region.ts';
import type { ListRow, MachinesRow, NamesRow, RegionRow, Row, TextRow } from './rows.ts';
import { rows } from './rows.ts';
import { type Settings, severityOf } from './settings.ts';
import type { SharedNames } from './sharedNames.ts';
import { namesHash } from './similarNames.ts';
import { steady } from './steady.ts';

export const NONE: readonly Diagnostic[] = [];

interface ActiveRows {
  readonly text: readonly TextRow[];
  readonly names: readonly NamesRow[];
  readonly list: readonly ListRow[];
  readonly region: readonly RegionRow[];
  readonly machines: readonly MachinesRow[];
}

/** The rows of which any code is switched on, by scope. */
const activeRows = memoOf((settings: Settings): ActiveRows => {
  const on = rows.filter(({ codes }) => codes.some((code) => severityOf(settings, code) !== 'off'));
  const of = <S extends Row['scope']>(scope: S) =>
    on.filter((row): row is Extract<Row, { scope: S }> => row.scope === scope);
  return {
    text: of('text'),
    names: of('names'),
    list: of('list'),
    region: of('region'),
    machines: of('machines'),
  };
});

/** The codes that follow from machines. */
export const MACHINES_CODES: ReadonlySet<Code> = new Set(
  rows.flatMap(({ scope, codes }) => (scope === 'machines' ? codes : [])),
);

const byText = memo<ast.Block, readonly Diagnostic[]>();

/** The diagnostics of a block that follow from its text alone. */
export function ofText(
  settings: Settings,
  today: string,
  file: string,
  placed: ast.PlacedBlock,
): readonly Diagnostic[] {
  const { start, block } = placed;
  return byText(block, [settings, today], () => {
    const text = file.slice(start, start + block.length);
    const asked = { block, node: block.declaration, text, settings, today };
    return graded(
      activeRows(settings).text.flatMap((row) => row.find(asked)),
      settings,
    );
  });
}

const byNames = memo<Binding, readonly Diagnostic[]>();

export function ofNames(model: Model, settings: Settings, binding: Binding): readonly Diagnostic[] {
  // The suggestions for an unknown name follow from all names of the model.
  const unknown = binding.references.some(({ fault }) => fault === 'unknown-name');
  return byNames(binding, [settings, unknown ? namesHash(model) : undefined], () =>
    graded(
      activeRows(settings).names.flatMap((row) => row.find(model, binding, settings)),
      settings,
    ),
  );
}

const byList = memo<PolicyList, readonly Diagnostic[]>();

function ofList(settings: Settings, owner: Group | Acl, list: PolicyList): readonly Diagnostic[] {
  if (list.policies.length === 0) return NONE;
  return byList(list, [settings], () =>
    graded(
      activeRows(settings).list.flatMap((row) => row.find(owner, list, settings)),
      settings,
    ),
  );
}

const steadyOfLists = steady();

/** The last findings about the lists of a block. They may be outdated if a name in it means something else now. */
export function lastSaidOfLists(block: ast.Block): readonly Diagnostic[] | undefined {
  return steadyOfLists.last(block);
}

/** Makes the checks of each list of a block, one at a step. */
export function* judgingLists(model: Model, settings: Settings, block: ast.Block): Steps<readonly Diagnostic[]> {
  const entity = model.bindings.get(block)?.entity;
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return NONE;
  const found: Diagnostic[] = [];
  for (const list of [entity.inbound, entity.outbound]) {
    found.push(...ofList(settings, entity, list));
    yield;
  }
  return steadyOfLists.next(block, found);
}

type ByBlock = ReadonlyMap<ast.Block, readonly Diagnostic[]>;

const byRegion = memo<Model, ByBlock>();
const steadyOfRegion = steady();

export function ofRegion(model: Model, settings: Settings, shared: SharedNames): ByBlock {
  return byRegion(model, [settings], () => {
    const findings = collectFindings();
    const snapshots = new Set(model.files.flatMap(({ uri, tree }) => (tree.language === 'json' ? [uri] : [])));
    const common = shared.of(model);
    const mixed: MixedSnapshots =
      severityOf(settings, 'live-as-wanted') === 'off' ? new Map() : mixedSnapshots(common, snapshots);
    const region = { model, settings, shared: common, snapshots, mixed };
    for (const row of activeRows(settings).region) row.find(region, findings);
    return new Map(
      [...findings.byBlock].map(([block, found]) => [block, steadyOfRegion.next(block, graded(found, settings))]),
    );
  });
}

const judged = memo<Model, Map<ast.Block, readonly Diagnostic[]>>();
/** The last findings about a block that follow from machines, in whichever model they were made. */
const steadyOfMachines = steady();

/** Whether checks of a block that follow from other blocks have still to be made. */
export function waitsForOthers(model: Model, settings: Settings, block: ast.Block): boolean {
  const binding = model.bindings.get(block);
  const concerns =
    binding?.expectation !== undefined || (binding?.entity !== undefined && CONCERNED.has(binding.entity.kind));
  return concerns && !judgedIn(model, settings).has(block);
}

const CONCERNED: ReadonlySet<string> = new Set(['group', 'acl', 'cvm']);

/** The last findings about a block that follow from machines. They may be outdated until the block is judged again. */
export function lastSaidOfMachines(model: Model, settings: Settings, block: ast.Block): readonly Diagnostic[] {
  return judgedIn(model, settings).get(block) ?? steadyOfMachines.last(block) ?? NONE;
}

/** Makes the checks of a block that follow from machines, in steps. */
export function* judgingMachines(model: Model, settings: Settings, block: ast.Block): Steps<readonly Diagnostic[]> {
  const byBlock = judgedIn(model, settings);
  let found = byBlock.get(block);
  if (found === undefined) {
    found = steadyOfMachines.next(block, yield* judge(model, settings, block));
    byBlock.set(block, found);
  }
  return found;
}

function judgedIn(model: Model, settings: Settings): Map<ast.Block, readonly Diagnostic[]> {
  return judged(model, [settings], () => new Map());
}

/** The last findings of each row, by the list, the machine or the expectation. */
const bySubject = memoOf((_: MachinesRow) => {
  const last = memo<object, readonly Diagnostic[]>();
  // A list that was last judged in an old model would keep all machines of that model, these the lists that they had then, and so on.
  return (subject: object, from: readonly unknown[], find: () => readonly Diagnostic[]) =>
    last(subject, from.map(tokenOf), find);
});

function* judge(model: Model, settings: Settings, block: ast.Block): Steps<readonly Diagnostic[]> {
  const { entity, expectation } = model.bindings.get(block) ?? {};
  const found: Diagnostic[] = [];
  for (const row of activeRows(settings).machines) {
    const keep = bySubject(row);
    switch (row.of) {
      case 'list':
        if (entity?.kind !== 'group' && entity?.kind !== 'acl') break;
        for (const list of [entity.inbound, entity.outbound]) {
          if (list.policies.length === 0) continue;
          const find = () => graded(row.find(model, entity, list), settings);
          found.push(...keep(list, [settings, ...row.reads(model)], find));
        }
        break;
      case 'cvm': {
        if (entity?.kind !== 'cvm') break;
        const { from, find } = yield* row.judge(model, entity, settings);
        found.push(...keep(entity, [settings, ...from], () => graded(find(), settings)));
        break;
      }
      case 'expectation': {
        if (expectation === undefined) break;
        const { from, find } = yield* row.judge(model, expectation, settings);
        found.push(...keep(expectation, [settings, ...from], () => graded(find(), settings)));
        break;
      }
    }
  }
  return found;
}
