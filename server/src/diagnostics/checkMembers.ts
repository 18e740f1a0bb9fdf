// What follows from all machines, groups and rules of the model: the dearest findings of all. An editor need not wait for them.

import { judging } from '#engine/expectation.ts';
import type { Acl, Cvm, Expectation, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { memo } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { Code } from './codes.ts';
import { deadOnCvmFindings } from './deadOnCvm.ts';
import type { Diagnostic } from './diagnostic.ts';
import { expectationFindings } from './expectation.ts';
import { judgingOtherFamily, oneFamilyFindings } from './expectationOneFamily.ts';
import { exposedFindings, judgingExposure } from './exposedCvm.ts';
import { graded } from './finding.ts';
import { type Kept, kept, NONE, steady } from './kept.ts';
import { type Settings, severityOf } from './settings.ts';
import { shadowedByMembersFindings } from './shadowedByMembers.ts';

/** The codes that are found here. */
export const MEMBER_CODES: ReadonlySet<Code> = new Set([
  'shadowed-by-members',
  'dead-on-cvm',
  'expectation-failed',
  'expectation-empty',
  'expectation-one-family',
  'exposed-cvm',
]);

interface Done {
  readonly settings: Settings;
  readonly byBlock: Map<ast.Block, readonly Diagnostic[]>;
}

const done = new WeakMap<Model, Done>();
/** What was found of a block the last time, under whatever model. */
const last = new WeakMap<ast.Block, readonly Diagnostic[]>();

/** Whether there is anything of a block to be judged that has not been yet. */
export function waitsForMembers(model: Model, settings: Settings, block: ast.Block): boolean {
  const binding = model.bindings.get(block);
  const concerns =
    binding?.expectation !== undefined || (binding?.entity !== undefined && CONCERNED.has(binding.entity.kind));
  return concerns && !doneOf(model, settings).byBlock.has(block);
}

const CONCERNED: ReadonlySet<string> = new Set(['group', 'acl', 'cvm']);

/** What was found of the block the last time, perhaps before something else changed; right as soon as it is judged. */
export function lastOfMembers(model: Model, settings: Settings, block: ast.Block): readonly Diagnostic[] {
  return doneOf(model, settings).byBlock.get(block) ?? last.get(block) ?? NONE;
}

export function checkMembers(model: Model, settings: Settings, block: ast.Block): readonly Diagnostic[] {
  return finish(checkingMembers(model, settings, block));
}

/** The same in steps. */
export function* checkingMembers(model: Model, settings: Settings, block: ast.Block): Steps<readonly Diagnostic[]> {
  const { byBlock } = doneOf(model, settings);
  let found = byBlock.get(block);
  if (found === undefined) {
    found = steady(last, block, yield* judge(model, settings, block));
    byBlock.set(block, found);
  }
  return found;
}

function doneOf(model: Model, settings: Settings): Done {
  let known = done.get(model);
  if (known?.settings !== settings) {
    known = { settings, byBlock: new Map() };
    done.set(model, known);
  }
  return known;
}

function* judge(model: Model, settings: Settings, block: ast.Block): Steps<readonly Diagnostic[]> {
  const { entity, expectation } = model.bindings.get(block) ?? {};
  if (expectation !== undefined) {
    const result = yield* judging(model, expectation);
    const asked = result.status === 'passed' && severityOf(settings, 'expectation-one-family') !== 'off';
    const other = asked ? yield* judgingOtherFamily(model, expectation) : undefined;
    return byResult(expectation, [result, other, settings], () =>
      graded([...expectationFindings(model, expectation), ...oneFamilyFindings(model, expectation, other)], settings),
    );
  }
  switch (entity?.kind) {
    case 'cvm': {
      const dead = ofCvm(model, settings, entity);
      const exposed = yield* exposureOf(model, settings, entity);
      return exposed.length === 0 ? dead : [...dead, ...exposed];
    }
    case 'group':
    case 'acl': {
      if (severityOf(settings, 'shadowed-by-members') === 'off') return NONE;
      const [inbound, outbound] = [
        ofList(model, settings, entity, entity.inbound),
        ofList(model, settings, entity, entity.outbound),
      ];
      return outbound.length === 0 ? inbound : inbound.length === 0 ? outbound : [...inbound, ...outbound];
    }
    default:
      return NONE;
  }
}

function* exposureOf(model: Model, settings: Settings, cvm: Cvm): Steps<readonly Diagnostic[]> {
  const concerns = cvm.publicAddresses.length > 0 && settings.sensitivePorts.length > 0;
  if (!concerns || severityOf(settings, 'exposed-cvm') === 'off') return NONE;
  const exposed = yield* judgingExposure(model, cvm, settings);
  if (exposed.length === 0) return NONE;
  return byExposure(cvm, [settings, ...exposed.flatMap(({ ports, result }) => [ports.join(), result])], () =>
    graded(exposedFindings(model, cvm, exposed), settings),
  );
}

const byExposure = memo<Cvm, readonly Diagnostic[]>();

const byResult = memo<Expectation, readonly Diagnostic[]>();

const lists = new WeakMap<PolicyList, Kept>();

function ofList(model: Model, settings: Settings, owner: Group | Acl, list: PolicyList): readonly Diagnostic[] {
  if (list.policies.length === 0) return NONE;
  return kept(lists, list, settings, model.cvms, () => shadowedByMembersFindings(model, owner, list));
}

const cvms = new WeakMap<
  Cvm,
  {
    readonly groups: readonly (Group | undefined)[];
    readonly settings: Settings;
    readonly diagnostics: readonly Diagnostic[];
  }
>();

/** Follows from the lists of the machine's groups alone. */
function ofCvm(model: Model, settings: Settings, cvm: Cvm): readonly Diagnostic[] {
  if (cvm.groups.length < 2) return NONE;
  const before = cvms.get(cvm);
  if (before?.settings === settings && cvm.groups.every((key, i) => before.groups[i] === model.entities.get(key)))
    return before.diagnostics;
  const groups = cvm.groups.map((key) => {
    const group = model.entities.get(key);
    return group?.kind === 'group' ? group : undefined;
  });
  const diagnostics = graded(deadOnCvmFindings(model, cvm), settings);
  cvms.set(cvm, { groups, settings, diagnostics });
  return diagnostics;
}
