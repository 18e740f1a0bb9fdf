// Declarations of the model in the rule language. Those of rule files are written as they stand there, all others are printed.

import type { Group, Source } from '#model/model.ts';
import { startOf, treeOf } from '#model/places.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Written } from '../format.ts';
import { addressesIn, blocksOf, lose, loseComments, meantBy, type Outgoing, serviceItemsIn } from '../outgoing.ts';
import type { Item, Placed } from '../reading.ts';
import { layOut } from './layOut.ts';
import { toSg } from './toSg.ts';

/** Comments are kept where the text of their file is known. */
export function sgText(out: Outgoing, { entities, expectations, textOf }: Written): string {
  const verbatim = new Map<ast.Declaration, string>();
  const placed: Placed[] = entities.map((entity, i) => {
    const text = out.expand ? undefined : writtenText(out, entity.source, textOf);
    const declaration = out.expand && entity.kind === 'group' ? expanded(out, entity) : entity.node;
    if (text !== undefined) verbatim.set(declaration, text);
    else loseComments(out, entity);
    const item: Item = {
      declaration,
      project: entity.project,
      region: entity.region === 'default' ? undefined : entity.region,
    };
    return { item, file: i, refused: NOTHING, references: new Map() };
  });
  for (const { node, region, source } of expectations) {
    const text = writtenText(out, source, textOf);
    if (text !== undefined) verbatim.set(node, text);
    const item: Item = { declaration: node, region: region === 'default' ? undefined : region };
    placed.push({ item, file: entities.length, refused: NOTHING, references: new Map() });
  }
  const { text, lost } = toSg(placed, { verbatim, openNames: true });
  for (const { file, finding } of lost) {
    const owner = entities[file];
    if (owner !== undefined) lose(out, owner.source, finding, finding.message);
  }
  return verbatim.size === placed.length ? text : layOut(text);
}

const NOTHING: ReadonlySet<object> = new Set();

/** The text of a declaration in its file, with the comments around it, and with the lines after it that could not be read. */
function writtenText(out: Outgoing, { uri, block }: Source, textOf: Written['textOf']): string | undefined {
  const tree = treeOf(out.model, uri);
  const text = tree?.language === 'sg' ? textOf?.(uri) : undefined;
  const start = startOf(tree, block);
  if (text === undefined || start === undefined) return undefined;
  return text
    .slice(start, endWithDamage(tree, block, start + block.length))
    .replace(/\r\n?/g, '\n')
    .trim();
}

/** The end of the lines after a block that are of no declaration. They are kept, since it is not known what they were meant to be. */
function endWithDamage(tree: ast.File | undefined, block: ast.Block, from: number): number {
  let end = from;
  const at = tree?.blocks.findIndex((placed) => placed.block === block) ?? -1;
  for (const { start, block: next } of tree?.blocks.slice(at + 1) ?? []) {
    if (next.declaration !== undefined || next.problems.length === 0) break;
    end = start + next.length;
  }
  return end;
}

/** The group, its rules with the content of lists in the place of the lists. */
function expanded(out: Outgoing, group: Group): ast.Group {
  const list = ({ direction, policies }: PolicyList): ast.RuleList => {
    const written = group.node.lists.find((one) => one.direction === direction);
    const range = written ?? group.node;
    const rules = policies.flatMap((policy) => expandedRules(out, group, policy));
    return { direction, keyword: range, rules, start: range.start, end: range.end };
  };
  const said = ({ direction }: PolicyList) => group.node.lists.some((one) => one.direction === direction);
  return { ...group.node, lists: [group.inbound, group.outbound].filter(said).map(list) };
}

function expandedRules(out: Outgoing, group: Group, { rule, peerNode }: Policy): ast.Rule[] {
  const service = rule.service;
  const services = service?.kind === 'name' ? meantBy(out, group.source, service.name) : undefined;
  const peer = peerNode.kind === 'name' ? meantBy(out, group.source, peerNode.name) : undefined;
  const written: (ast.Service | undefined)[] =
    services?.kind === 'services' ? serviceItemsIn(out, services).map(({ value }) => value) : [service];
  const peers: ast.Peer[] =
    peer?.kind === 'addresses' ? addressesIn(out, peer).flatMap(({ value }) => blocksOf(value)) : [peerNode];
  return written.flatMap((one) => {
    const { service: _, ...rest } = rule;
    return peers.map((inner): ast.Rule => ({ ...rest, service: one, peers: [inner] }));
  });
}
