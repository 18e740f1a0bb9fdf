// Turns typed rules into the objects of a snapshot: the parser reads them, and their names are looked up in the region of their owner.

import { ruleFault, rulesJson } from '#formats/cloud/snapshotParts.ts';
import type { JsonMembers } from '#formats/jsonText.ts';
import { idOf, type Outgoing, outgoing } from '#formats/outgoing.ts';
import { bind } from '#model/bind.ts';
import type { Acl, Entity, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { hasWrongPort, readAddress } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import { t } from '#util/l10n.ts';

export interface TypedRules {
  readonly objects: readonly JsonMembers[];
  /** What of them a snapshot cannot say, each in a sentence. */
  readonly notes: readonly string[];
}

/**
 * Lines of rules as objects for a list of the owner. A name that is not known is written as it is. With `exact`, a rule that would lose
 * something, such as its date, is a fault and not a note.
 */
export function typedRules(
  model: Model,
  owner: Group | Acl,
  direction: ast.Direction,
  lines: readonly string[],
  { exact }: { readonly exact: boolean },
): TypedRules | { readonly fault: string } {
  if (lines.length === 0) return { objects: [], notes: [] };
  const tree = readLines(owner, direction, lines);
  if ('fault' in tree) return tree;
  const bound = bind([...model.files, { uri: URI, tree }], model);
  const typed = [...bound.groups, ...bound.acls].find(({ source }) => source.uri === URI);
  if (typed === undefined) return { fault: t('The rule cannot be read.') };
  // Names mean what they mean in the tree of the typed rules, but `self` is the owner.
  const at = { ...owner, source: typed.source };
  const out = outgoing(bound, false);
  const objects: JsonMembers[] = [];
  const notes: string[] = [];
  for (const policy of typed[direction].policies) {
    const written = objectsOf(out, at, direction, policy);
    const fault = exact ? (written.fault ?? dateFault(policy)) : undefined;
    if (fault !== undefined) return { fault };
    objects.push(...written.objects);
  }
  notes.push(
    ...out.lost.map(({ message }) => message),
    ...(owner.kind === 'group' ? namedElsewhere(bound, owner, typed) : []),
  );
  return { objects, notes: [...new Set(notes)] };
}

/** Whether its id, or else its name, means this thing, and not another one with the same. */
export function isNameable(model: Model, { key, id, name, region }: Entity): boolean {
  const meant = id === undefined ? model.regions.get(region)?.names.get(name) : model.ids.get(id);
  return meant?.key === key;
}

const URI = 'typed:/rules.sg';

/** A tree with nothing but the rules, in the region and project of their owner. It declares no name, which could hide another one. */
function readLines(
  { kind, region, project }: Group | Acl,
  direction: ast.Direction,
  lines: readonly string[],
): ast.File | { readonly fault: string } {
  const text = `${kind} x {\n${direction} {\n${lines.join('\n')}\n}\n}\n`;
  const tree = parse(text);
  const [placed, ...more] = tree.blocks.filter(({ block }) => block.declaration !== undefined);
  const problem = tree.blocks.flatMap(({ block }) => block.problems)[0];
  const node = placed?.block.declaration;
  if (problem !== undefined) return { fault: t("'{0}' cannot be read: {1}", lines.join(' '), problem.message) };
  if (
    node?.kind !== kind ||
    more.length > 0 ||
    node.lists.length !== 1 ||
    node.lists[0]?.rules.length !== lines.length ||
    tree.blocks.some(({ block }) => block.comments.length > 0)
  )
    return { fault: t('The rule cannot be read.') };
  const { name: _, ...nameless } = node;
  const block: ast.Block = { ...(placed as ast.PlacedBlock).block, declaration: nameless };
  const place = [labelBlock('region', region), labelBlock('project', project)];
  return { ...tree, blocks: [...place, block].map((each) => ({ start: 0, block: each })) };
}

function labelBlock(kind: 'region' | 'project', text: string): ast.Block {
  const nowhere = { start: 0, end: 0 };
  const declaration = { kind, keyword: nowhere, name: { text, ...nowhere }, ...nowhere };
  return { length: 0, declaration, problems: [], comments: [] };
}

function objectsOf(
  out: Outgoing,
  owner: Group | Acl,
  direction: ast.Direction,
  policy: Policy,
): { readonly objects: readonly JsonMembers[]; readonly fault?: string } {
  const lost = out.lost.length;
  const objects = rulesJson(out, owner, { direction, policies: [policy] });
  const { rule, peerNode } = policy;
  const unnamed =
    peerNode.kind === 'self' && !isNameable(out.model, owner)
      ? t("'{0}' of {1} cannot be named in {2}: give it an id.", owner.name, owner.region, owner.region)
      : undefined;
  const reason =
    unnamed ??
    unreadable(rule.service, peerNode) ??
    objects.map((object) => ruleFault(owner, object, direction)).find((each) => each !== undefined) ??
    (objects.length > 0 ? undefined : (out.lost[lost]?.message ?? t('Nothing of the rule would be left.')));
  return reason === undefined
    ? { objects }
    : { objects, fault: t('The rule cannot be written into a snapshot. {0}', reason) };
}

function unreadable(service: ast.Service | undefined, peer: ast.Peer): string | undefined {
  if (service === undefined) return t('It has no service that can be read.');
  if (hasWrongPort(service)) return t('It has an invalid port.');
  const address = peer.kind === 'address' ? readAddress(peer) : undefined;
  return address?.ok === false ? address.error.message : undefined;
}

function dateFault({ rule }: Policy): string | undefined {
  return rule.until === undefined
    ? undefined
    : t("A snapshot knows no dates: 'until {0}' cannot be written into it.", rule.until.text);
}

/** Who reads the snapshot without the other files does not know what only these declare. */
function namedElsewhere(model: Model, owner: Group | Acl, typed: Entity): readonly string[] {
  const meant = model.bindings
    .get(typed.source.block)
    ?.references.map(({ target }) => model.entities.get(target ?? ''));
  return (meant ?? []).flatMap((entity) =>
    entity === undefined || entity.builtin || entity.id !== undefined || entity.source.uri === owner.source.uri
      ? []
      : [t("'{0}' has no id yet: '{1}' stands in its place.", entity.name, idOf(entity))],
  );
}
