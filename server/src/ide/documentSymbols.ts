import type { Entity } from '#model/model.ts';
import { policyCount } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import { span } from '#text/range.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';

export type SymbolKind = ast.DeclarationKind | 'direction' | 'rule';

/** One line of the outline. Ranges count from the start of the declaration's block. */
export interface OutlineSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Behind the name, paler. */
  readonly detail: string;
  readonly range: Range;
  /** Inside of `range`: what a click selects. */
  readonly selection: Range;
  readonly children: readonly OutlineSymbol[];
}

export interface PlacedSymbol {
  readonly start: number;
  /** The same object as long as the block is: what is made from it can be kept by it. */
  readonly symbol: OutlineSymbol;
}

/** The outline of a file: declarations, in groups and acls the directions, in those the rules. A step is one declaration. */
export function* documentSymbols(folder: Folder, uri: string): Steps<readonly PlacedSymbol[]> {
  const found: PlacedSymbol[] = [];
  const file = folder.files.get(uri);
  for (const { start, block } of file?.tree.blocks ?? []) {
    const { declaration } = block;
    if (file === undefined || declaration === undefined) continue;
    const entity = folder.model.bindings.get(block)?.entity;
    found.push({ start, symbol: symbols(block, [entity], () => symbolOf(file, start, declaration, entity)) });
    yield;
  }
  return found;
}

const symbols = memo<ast.Block, OutlineSymbol>();

function symbolOf(file: SourceFile, start: number, node: ast.Declaration, entity: Entity | undefined): OutlineSymbol {
  const at = node.name;
  const selection =
    at !== undefined && node.start <= at.start && at.end <= node.end ? at : contained(node.keyword, node);
  const shared = { kind: node.kind, range: pick(node), selection: pick(selection) };
  switch (node.kind) {
    case 'region':
    case 'project':
      return { ...shared, name: `${node.kind} ${node.name?.text ?? ''}`.trim(), detail: '', children: [] };
    case 'expect': {
      const written = file.text.slice(start + node.start, start + node.end).replace(/\s+/g, ' ');
      return {
        ...shared,
        name: node.name?.value || clip(written),
        detail: node.name === undefined ? '' : clip(written),
        children: [],
      };
    }
    default:
      return {
        ...shared,
        name: node.name?.text || node.ids[0]?.text || `(${node.kind})`,
        detail: node.description?.value ?? '',
        children: childrenOf(file, start, node, entity),
      };
  }
}

function childrenOf(
  file: SourceFile,
  start: number,
  node: ast.Declaration,
  entity: Entity | undefined,
): readonly OutlineSymbol[] {
  switch (node.kind) {
    case 'group':
    case 'acl':
      return node.lists.map((list) => listSymbol(file, start, list, entity));
    case 'cvm':
      return node.interfaces.map(interfaceSymbol);
    default:
      return [];
  }
}

function interfaceSymbol(one: ast.Interface): OutlineSymbol {
  return {
    kind: 'interface',
    name: one.name?.text ?? `(${one.kind})`,
    detail: one.privateAddresses.map(({ text }) => text).join(', '),
    range: pick(one),
    selection: pick(contained(one.name ?? one.keyword, one)),
    children: [],
  };
}

function listSymbol(file: SourceFile, start: number, list: ast.RuleList, entity: Entity | undefined): OutlineSymbol {
  const rules = new Set(list.rules);
  const all = entity?.kind === 'group' || entity?.kind === 'acl' ? entity[list.direction].policies : [];
  const own = all.filter(({ rule }) => rules.has(rule));
  const policies = own.reduce((sum, { count }) => sum + count, 0);
  return {
    kind: 'direction',
    name: list.direction,
    detail: policyCount(policies),
    range: pick(list),
    selection: pick(contained(list.keyword, list)),
    children: list.rules.map((rule) => ({
      kind: 'rule',
      name: ruleName(file, start, list, rule),
      detail: rule.description?.value ?? '',
      range: pick(span(rule, rule.whole)),
      selection: pick(contained(rule.actionRange, rule)),
      children: [],
    })),
  };
}

function ruleName(file: SourceFile, start: number, { direction }: ast.RuleList, rule: ast.Rule): string {
  if (file.language === 'sg') return clip(file.text.slice(start + rule.start, start + rule.end).replace(/\s+/g, ' '));
  const word = direction === 'inbound' ? 'from' : 'to';
  return clip(
    printRule({ action: rule.action, service: printService(rule.service), word, peers: rule.peers.map(printPeer) }),
  );
}

function contained(inner: Range, outer: Range): Range {
  return outer.start <= inner.start && inner.end <= outer.end ? inner : { start: outer.start, end: outer.start };
}

function pick({ start, end }: Range): Range {
  return { start, end };
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
