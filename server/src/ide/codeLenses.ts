import { judging } from '#engine/reach/expectation.ts';
import type { Cvm, Expectation, Group } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { referencesTo } from '#model/uses.ts';
import { cvmCount } from '#model/words.ts';
import { incompleteFor } from '#questions/expectations.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import { message, plural, t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { quotaText, referenceCount, title } from './describe.ts';

export type LensKind = 'groups' | 'expectations' | 'cvms';

/** A line above a declaration, and what a click on it is for. */
export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly action:
    | { readonly kind: 'reveal'; readonly entity: string }
    | { readonly kind: 'references' }
    | { readonly kind: 'run' }
    | { readonly kind: 'testPacket'; readonly to: string };
}

/** A step is one declaration at most. */
export function* codeLenses(folder: Folder, uri: string, kinds: ReadonlySet<LensKind>): Steps<readonly CodeLens[]> {
  const lenses: CodeLens[] = [];
  for (const { start, block } of folder.files.get(uri)?.tree.blocks ?? []) {
    const { entity, expectation } = folder.model.bindings.get(block) ?? {};
    if (expectation !== undefined && kinds.has('expectations')) {
      const { status } = yield* judging(folder.model, expectation);
      lenses.push(...expectationLenses(folder, expectation, status, start));
    } else if (entity?.kind === 'group' && kinds.has('groups')) lenses.push(...groupLenses(folder, entity, start));
    else if (entity?.kind === 'cvm' && kinds.has('cvms')) lenses.push(cvmLens(entity, start));
    else continue;
    yield;
  }
  return lenses;
}

/** A click on the references shows them; where there are none, the first lens says so. */
function groupLenses(folder: Folder, group: Group, start: number): CodeLens[] {
  const members = folder.model.members.get(group.key)?.length ?? 0;
  const count = referencesTo(folder.model, group.key).length;
  const references = referenceCount(count);
  const parts = [quotaText(folder, group), ...severalInCloud(group), cvmCount(members)];
  const range = shift(group.node.keyword, start);
  const title = [...parts, ...(count === 0 ? [references] : [])].join(' · ');
  return [
    { range, title, action: { kind: 'reveal', entity: group.key } },
    ...(count === 0 ? [] : [{ range, title: references, action: { kind: 'references' } } as const]),
  ];
}

/** Where a built-in service makes more policies than are written: that they are counted as the cloud will have them. */
function severalInCloud({ inbound, outbound }: Group): readonly string[] {
  const policies = [...inbound.policies, ...outbound.policies];
  if (policies.every(({ count }) => count === 1)) return [];
  const rules = new Set(policies.map(({ rule }) => rule)).size;
  const inCloud = cloudCount(inbound) + cloudCount(outbound);
  return [plural(rules, '{0} rule, {1} policies in the cloud', '{0} rules, {1} policies in the cloud', inCloud)];
}

function cvmLens(cvm: Cvm, start: number): CodeLens {
  return {
    range: shift(cvm.node.keyword, start),
    title: t('test packet…'),
    action: { kind: 'testPacket', to: title(cvm) },
  };
}

const verdicts = {
  passed: message('passed'),
  failed: message('failed'),
  empty: message('covers no packet'),
  unknown: message('not judged'),
} as const;

function expectationLenses(
  folder: Folder,
  expectation: Expectation,
  status: keyof typeof verdicts,
  start: number,
): CodeLens[] {
  const range = shift(expectation.node.keyword, start);
  const verdict = t(verdicts[status]);
  const isSure = incompleteFor(folder, expectation).length === 0;
  return [
    { range, title: isSure ? verdict : t('{0}, though not everything was read', verdict), action: { kind: 'run' } },
    { range, title: t('run'), action: { kind: 'run' } },
  ];
}
