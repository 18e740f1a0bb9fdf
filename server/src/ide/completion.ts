// What may stand at a place: the grammar says of what kind (`expectedAt`), the model and the tables of known things say what.

import type { ReferenceRole } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { type Expected, type ExpectedAt, expectedAt } from '#syntax/expectedAt.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { CompletionContext } from './completionContext.ts';
import type { CompletionItem, Completions } from './completionItem.ts';
import { labelItems, nameItems } from './completionNames.ts';
import { addressItems, dateItems, portItems } from './completionValues.ts';
import { declarationSnippets, listSnippet, ruleSnippet, type Snippet } from './snippets.ts';

/** Nothing for snapshots, whose schema says what may stand where. */
export function completion(snapshot: Snapshot, uri: string, offset: number): Completions | undefined {
  const file = snapshot.files.get(uri);
  if (file?.language !== 'sg' || file.syntaxOnly) return undefined;
  const at = expectedAt(file.text, file.tree, offset);
  const context = contextOf(snapshot, uri, offset, at, file.text);
  const items = [...at.expected].flatMap((expected) => itemsFor(context, expected));
  const labels = new Set<string>();
  const distinct = items.filter(({ label, isSnippet }) => {
    const key = `${isSnippet === true ? 'snippet ' : ''}${label}`;
    return labels.has(key) ? false : labels.add(key);
  });
  return { range: { start: at.word.start, end: Math.max(offset, at.word.end) }, items: distinct };
}

function contextOf(snapshot: Snapshot, uri: string, offset: number, at: ExpectedAt, text: string): CompletionContext {
  const blocks = snapshot.files.get(uri)?.tree.blocks ?? [];
  // One that is not closed may go on to the place, whatever is between.
  const around = blocks.findLast(
    ({ start, block }) => block.declaration !== undefined && start + block.declaration.start < offset,
  );
  const node = at.declaration === undefined ? undefined : around?.block.declaration;
  const inBlock = offset - (around?.start ?? 0);
  const attached = node?.kind === 'cvm' ? attachedAt(node, at, inBlock) : undefined;
  return {
    snapshot,
    at,
    region: regionAt(snapshot, uri, offset),
    offset: inBlock,
    word: text.slice(at.word.start, at.word.end),
    node,
    attached,
  };
}

function attachedAt(node: ast.Cvm, { inInterface = false }: ExpectedAt, offset: number): ast.Cvm | ast.Interface {
  return (inInterface ? node.interfaces.findLast(({ start }) => start < offset) : undefined) ?? node;
}

/** The region that holds at a place: that of the last `region` line before it. */
function regionAt(snapshot: Snapshot, uri: string, offset: number): string {
  let region = 'default';
  for (const { start, block } of snapshot.files.get(uri)?.tree.blocks ?? []) {
    if (start > offset) break;
    const node = block.declaration;
    if (node?.kind === 'region' && node.name !== undefined && start + node.end < offset) region = node.name.text;
  }
  return region;
}

const FILE_WORDS = ['group', 'cvm', 'addresses', 'services', 'subnet', 'acl', 'expect', 'region', 'project'];

function itemsFor(context: CompletionContext, expected: Expected): readonly CompletionItem[] {
  const { at, snapshot } = context;
  switch (expected) {
    case 'declaration':
      // On a line that says something already, nothing new begins.
      return [...declarationSnippets.map((snippet) => snippetItem(snippet)), ...keywords(FILE_WORDS, 40)];
    case 'direction':
      return (['inbound', 'outbound'] as const).flatMap((word) => [
        snippetItem(listSnippet(word)),
        ...keywords([word], 10),
      ]);
    case 'action':
      return (['allow', 'deny'] as const).flatMap((word) => [
        ...keywords([word], 10),
        ...(at.direction === undefined ? [] : [snippetItem(ruleSnippet(word, at.direction))]),
      ]);
    case 'service':
      return [
        ...names(context, at.declaration === 'services' ? 'services-item' : 'service'),
        ...keywords(['tcp', 'udp', 'all', 'icmp', 'icmpv6', 'gre'], 10),
      ];
    case 'ports':
      return portItems(context);
    case 'from':
    case 'to':
    case 'until':
      return keywords([expected], 10);
    case 'id-keyword':
      return hasId(context) ? [] : keywords(['id'], 30);
    case 'peer':
      return [...names(context, 'peer'), ...keywords(peerWords(at.declaration), 15), ...addressItems(context)];
    case 'endpoint':
      return [...names(context, 'endpoint'), ...keywords(['internet', 'any', 'any6'], 15), ...addressItems(context)];
    case 'address-item':
      return [...names(context, 'addresses-item'), ...addressItems(context)];
    case 'property':
      return keywords(missingProperties(context), 10);
    case 'group':
      return names(context, 'cvm-group');
    case 'subnet':
      return names(context, 'cvm-subnet');
    case 'acl':
      return names(context, 'subnet-acl');
    case 'vpc':
      return labelItems(snapshot, 'vpc');
    case 'region-name':
      return labelItems(snapshot, 'region');
    case 'project-name':
      return labelItems(snapshot, 'project');
    case 'date':
      return dateItems(snapshot.today);
    case 'declared-name':
    case 'description':
    case 'id':
    case 'cidr':
    case 'machine-address':
    case '{':
    case '}':
    case ',':
      return [];
  }
}

function names(context: CompletionContext, role: ReferenceRole): readonly CompletionItem[] {
  return nameItems(context, role);
}

function peerWords(declaration: ast.DeclarationKind | undefined): readonly string[] {
  return declaration === 'acl' ? ['any', 'any6'] : ['any', 'any6', 'self'];
}

function hasId({ node, attached, offset }: CompletionContext): boolean {
  const named = attached ?? node;
  return named !== undefined && 'ids' in named && named.ids.some(({ start, end }) => offset < start || end < offset);
}

/** Those that are not there yet; each may be there once, but there may be several interfaces. */
function missingProperties({ node, attached, at, offset }: CompletionContext): readonly string[] {
  const words = at.declaration === 'subnet' ? ['vpc', 'cidr', 'acl'] : propertyWords(at);
  const present = new Set<string>();
  const add = (word: string, at: { readonly start: number; readonly end: number } | undefined): void => {
    if (at !== undefined && !(at.start <= offset && offset <= at.end)) present.add(word);
  };
  if (node?.kind === 'subnet') {
    add('vpc', node.vpc);
    add('cidr', node.cidr);
    add('acl', node.acl);
  } else if (attached !== undefined) {
    add('private-ip', attached.privateAddresses[0]);
    add('public-ip', attached.publicAddresses[0]);
    add('subnet', attached.subnet);
    add('groups', attached.groups[0]);
    if (attached.kind === 'cvm' && attached.dedicated) present.add('dedicated');
  }
  return words.filter((word) => !present.has(word));
}

function propertyWords({ inInterface = false }: ExpectedAt): readonly string[] {
  const shared = ['private-ip', 'public-ip', 'subnet', 'groups'];
  return inInterface ? shared : [...shared, 'dedicated', 'interface'];
}

function keywords(words: readonly string[], rank: number): readonly CompletionItem[] {
  return words.map((word, i) => ({
    kind: 'keyword',
    label: word,
    detail: '',
    rank: rank + i / 100,
    about: { kind: 'keyword', word },
  }));
}

function snippetItem({ word, detail, text }: Snippet): CompletionItem {
  return {
    kind: 'snippet',
    label: word,
    detail: t(detail),
    insert: text,
    isSnippet: true,
    rank: 20,
    about: { kind: 'keyword', word },
  };
}
