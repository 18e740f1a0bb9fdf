import type { ChangeText, RulePlace } from '#protocol/packets.ts';

/** A row of the comparison: what changed › whose packets › packets in words (`from` or `to` somebody) › a rule of several that decide. */
export interface ChangeNode {
  /** A refresh gives the same change the same id, so that its row stays open and selected. */
  readonly id: string;
  readonly kind: 'section' | 'owner' | 'change' | 'rule';
  readonly now: 'allow' | 'deny';
  readonly owner?: Owner;
  /** Present in the row of a change and in those of its rules. */
  readonly packets?: ChangedPackets;
  readonly children: readonly ChangeNode[];
}

/** The machines or groups whose packets change alike. */
export interface Owner {
  readonly kind: ChangeText['kind'];
  readonly names: readonly string[];
}

export interface ChangedPackets extends Pick<ChangeText, 'rules' | 'rulesBefore' | 'undecided'> {
  readonly text: string;
}

/** What is newly allowed comes first, then what no longer is; either is left out where it is empty. */
export function changeNodes(changes: readonly ChangeText[]): readonly ChangeNode[] {
  return (['allow', 'deny'] as const).flatMap((now) => {
    const owners = parts(
      changes.filter((change) => change.now === now),
      (change) => textOf(ownerOf(change)),
    );
    if (owners.length === 0) return [];
    return [{ id: now, kind: 'section', now, children: owners.map(ownerNode) }];
  });
}

/** How many changes are below a node: the number in its row. */
export function countChanges({ kind, children }: ChangeNode): number {
  return kind === 'change' ? 1 : children.reduce((sum, child) => sum + countChanges(child), 0);
}

function ownerNode(changes: NotEmpty<ChangeText>): ChangeNode {
  const [{ now }] = changes;
  const owner = ownerOf(changes[0]);
  const id = `${now}/${textOf(owner)}`;
  const common = { now, owner };
  return { id, kind: 'owner', ...common, children: changes.map((change) => changeNode(id, common, change)) };
}

function changeNode(
  above: string,
  common: Required<Pick<ChangeNode, 'now' | 'owner'>>,
  { packets: text, rules, rulesBefore, undecided }: ChangeText,
): ChangeNode {
  const id = `${above}/${text}`;
  const children = rules.map((rule): ChangeNode => {
    const packets = { text: rule.text, rules: [rule], rulesBefore: [], undecided: [] };
    return { id: `${id}/${placeText(rule)}`, kind: 'rule', ...common, packets, children: [] };
  });
  const packets = { text, rules, rulesBefore, undecided };
  return { id, kind: 'change', ...common, packets, children: children.length > 1 ? children : [] };
}

const ownerOf = ({ kind, owners }: ChangeText): Owner => ({ kind, names: owners });

/** Names are quoted, for they may contain the separators of ids. */
const textOf = ({ kind, names }: Owner): string => `${kind} ${JSON.stringify(names)}`;

const placeText = (rule: RulePlace): string => `${rule.ownerKey} ${rule.direction} ${rule.index}`;

type NotEmpty<T> = readonly [T, ...T[]];

/** In the order in which they first come. */
function parts<T>(values: readonly T[], keyOf: (value: T) => string): readonly NotEmpty<T>[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const part = found.get(keyOf(value));
    if (part) part.push(value);
    else found.set(keyOf(value), [value]);
  }
  return [...found.values()];
}
