// Parts of the trees that are the same for several kinds of entities: their own rows, lists of rules, and what refers to them.

import type { Acl, Binding, Cvm, Entity, Group, Reference } from '#model/model.ts';
import { cloudCount, type Policy } from '#model/policy.ts';
import { referencesTo } from '#model/uses.ts';
import { directionWord } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import { policyText } from '#questions/policyText.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { title, titleOf } from './describe.ts';
import { labelOfExpectation } from './expectations.ts';
import { describeEntity } from './hoverEntity.ts';
import { placeIn, placeOfName } from './place.ts';
import { problemsIn } from './problems.ts';
import { counting, nodeId, type TreeNode } from './treeNode.ts';

/** The row of an entity itself. */
export function entityNode(
  folder: Folder,
  entity: Entity,
  row: Pick<TreeNode, 'id' | 'kind' | 'description' | 'hasChildren' | 'attached'>,
): TreeNode {
  return {
    ...row,
    label: title(entity),
    tooltip: describeEntity(folder, entity),
    entity: entity.key,
    cloudId: entity.id,
    addresses: entity.kind === 'cvm' ? addressesOf(entity) : undefined,
    builtin: entity.builtin,
    place: placeOfName(folder, entity),
    problems: problemsIn(folder, entity.source),
  };
}

/** Those that can be copied. */
function addressesOf({ privateAddresses, publicAddresses }: Cvm): readonly string[] | undefined {
  const addresses = [...privateAddresses, ...publicAddresses].map(printAddress);
  return addresses.length === 0 ? undefined : addresses;
}

export function referencesNode(folder: Folder, entity: Entity): TreeNode {
  const references = referencesTo(folder.model, entity.key).length;
  return {
    id: nodeId(folder.root, 'references', entity.key),
    kind: 'references',
    label: t('Referenced by'),
    description: `${references}`,
    hasChildren: references > 0,
    entity: entity.key,
    builtin: entity.builtin,
  };
}

export function directionNode(folder: Folder, owner: Group | Acl, which: ast.Direction): TreeNode {
  const lists = owner.node.lists.filter((list) => list.direction === which);
  const length = cloudCount(owner[which]);
  // The quotas are those of groups.
  const quota = owner.kind === 'group' ? folder.settings.quotas[which] : null;
  const [first] = lists;
  return {
    id: nodeId(folder.root, 'list', owner.key, which),
    kind: 'direction',
    label: directionWord(which),
    description: quota === null ? `${length}` : `${length}/${quota}`,
    hasChildren: length > 0,
    entity: owner.key,
    builtin: owner.builtin,
    ofAcl: owner.kind === 'acl' || undefined,
    place: first === undefined ? placeOfName(folder, owner) : placeIn(folder, owner.source, first.keyword),
    problems: lists.length === 0 ? undefined : problemsIn(folder, owner.source, ...lists),
  };
}

export function policiesOf(folder: Folder, owner: Group | Acl, direction: ast.Direction): readonly TreeNode[] {
  const nthOf = counting();
  return owner[direction].policies.map((policy) => {
    const whole = policyText(folder.model, policy, direction);
    // Known by what it says, so that a selection goes with a rule that is moved.
    const id = nodeId(folder.root, 'policy', owner.key, direction, whole, `${nthOf(whole)}`);
    return policyNode(folder, owner, direction, policy, { id, whole });
  });
}

function policyNode(
  folder: Folder,
  owner: Group | Acl,
  direction: ast.Direction,
  policy: Policy,
  { id, whole }: { readonly id: string; readonly whole: string },
): TreeNode {
  const { rule, peerNode } = policy;
  const alone = rule.peers.length === 1;
  const about = [
    rule.description?.value,
    rule.until === undefined ? undefined : t('until {0}', rule.until.text),
  ].filter((each) => each !== undefined);
  return {
    id,
    kind: 'rule',
    label: inShort(whole),
    whole,
    description: about.join(' · '),
    hasChildren: false,
    entity: owner.key,
    builtin: owner.builtin,
    ofAcl: owner.kind === 'acl' || undefined,
    rule: { owner: owner.key, direction, index: policy.index },
    action: policy.action,
    place: placeIn(folder, owner.source, alone ? rule : peerNode),
    // Findings about the whole rule are shown at each of its policies, those about one peer only at that policy.
    problems: problemsOfPolicy(folder, owner, policy),
  };
}

/** That a rule allows is what most do, and its icon says it: a row has more need of the room. That one denies is said. */
const inShort = (policy: string): string => policy.replace(/^allow /, '');

function problemsOfPolicy(folder: Folder, { source }: Group | Acl, { rule, peerNode }: Policy) {
  const head = { start: rule.start, end: rule.peers[0]?.start ?? rule.end };
  return problemsIn(folder, source, head, peerNode);
}

export function referenceNodes(folder: Folder, entity: Entity): readonly TreeNode[] {
  return referencesTo(folder.model, entity.key).map(({ binding, reference }, i) => ({
    id: nodeId(folder.root, 'reference', entity.key, `${i}`),
    kind: 'reference',
    ...wordsOfUse(folder, binding, reference),
    description:
      reference.role === 'endpoint'
        ? t('expectation')
        : binding.entity === undefined
          ? ''
          : kindText(binding.entity.kind),
    hasChildren: false,
    place: placeIn(folder, binding, reference.name),
  }));
}

function wordsOfUse(
  folder: Folder,
  { entity, expectation }: Binding,
  { name }: Reference,
): Pick<TreeNode, 'label' | 'whole'> {
  const { model } = folder;
  if (entity?.kind === 'group' || entity?.kind === 'acl') {
    for (const direction of ['inbound', 'outbound'] as const) {
      const at = entity[direction].policies.find(
        ({ rule, peerNode }) =>
          (peerNode.kind === 'name' && peerNode.name === name) ||
          (rule.service?.kind === 'name' && rule.service.name === name),
      );
      if (at === undefined) continue;
      const whole = policyText(model, at, direction);
      return { label: `${title(entity)}: ${inShort(whole)}`, whole: `${title(entity)}: ${whole}` };
    }
  }
  if (expectation === undefined) return { label: entity === undefined ? name.text : titleOf(model, entity.key) };
  const whole = labelOfExpectation(folder, expectation);
  // `deny mysql internet → db`
  return { label: arrowFor(whole), whole };
}

function arrowFor(expectation: string): string {
  const to = expectation.lastIndexOf(' to ');
  const from = expectation.lastIndexOf(' from ', to);
  if (!expectation.startsWith('expect ') || to < 0 || from < 0) return expectation;
  return `${expectation.slice('expect '.length, from)} ${expectation.slice(from + ' from '.length, to)} → ${expectation.slice(to + ' to '.length)}`;
}

function kindText(kind: Entity['kind']): string {
  if (kind === 'group') return t('group');
  return kind === 'acl' ? t('ACL') : kind;
}
