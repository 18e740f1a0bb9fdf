// What may stand at a place: the grammar says of what kind (`expectedAt`), the model and the tables of known things say what.

import type { ReferenceRole } from '#model/model.ts';
import type { Expected } from '#syntax/assistant.ts';
import type * as ast from '#syntax/ast.ts';
import { type ExpectedAt, expectedAt } from '#syntax/expectedAt.ts';
import { hasProperties, type PropertyBlock, properties, valuesOf } from '#syntax/properties.ts';
import { beginsLine } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import type { About, CompletionContext, CompletionItem, Completions } from './completionItem.ts';
import { labelItems, nameItems } from './completionNames.ts';
import { addressItems, dateItems, familyAt, OTHER_FAMILY, portItems } from './completionValues.ts';
import { describeEntity } from './hoverEntity.ts';
import { helpFor } from './keywordHelp.ts';
import { declarationSnippets, listSnippet, ruleSnippet, type Snippet } from './snippets.ts';

/** Nothing for snapshots, whose schema says what may stand where. */
export function completion(folder: Folder, uri: string, offset: number): Completions | undefined {
  const file = folder.files.get(uri);
  if (file?.language !== 'sg' || file.syntaxOnly) return undefined;
  const at = expectedAt(file.text, file.tree, offset);
  const context = contextOf(folder, uri, offset, at, file.text);
  const items = [...at.expected].flatMap((expected) => itemsFor(context, expected));
  const range = { start: at.word.start, end: Math.max(offset, at.word.end) };
  // What stands behind the place already is not written twice.
  const labels = new Set(/^[ \t]+([\w-]+)/.exec(file.text.slice(range.end, range.end + 200))?.slice(1));
  const distinct = items
    .toSorted((a, b) => a.rank - b.rank)
    .filter(({ label }) => (labels.has(label) ? false : labels.add(label)));
  // Before what stands there already a word is written, not a whole statement.
  const isLast = /^[ \t]*(?:$|[}#\r\n])/.test(file.text.slice(range.end, range.end + 200));
  return { range, items: isLast ? distinct : distinct.map(({ snippet: _, ...item }) => item) };
}

/** The documentation of an item, in Markdown. Nothing where what it was about is no more. */
export function documentation(folder: Folder | undefined, about: About): string | undefined {
  if (about.kind === 'keyword') return helpFor(about.word);
  const entity = folder?.model.entities.get(about.key);
  return folder === undefined || entity === undefined ? undefined : describeEntity(folder, entity);
}

function contextOf(folder: Folder, uri: string, offset: number, at: ExpectedAt, text: string): CompletionContext {
  const blocks = folder.files.get(uri)?.tree.blocks ?? [];
  // One that is not closed may go on to the place, whatever is between.
  const around = blocks.findLast(
    ({ start, block }) => block.declaration !== undefined && start + block.declaration.start < offset,
  );
  const node = at.declaration === undefined ? undefined : around?.block.declaration;
  const inBlock = offset - (around?.start ?? 0);
  const attached = node?.kind === 'cvm' ? attachedAt(node, at, inBlock) : undefined;
  return {
    folder,
    at,
    ...scopeAt(folder, uri, offset),
    offset: inBlock,
    word: text.slice(at.word.start, at.word.end),
    beginsLine: beginsLine(text, at.word.start),
    node,
    attached,
  };
}

function attachedAt(node: ast.Cvm, { inInterface = false }: ExpectedAt, offset: number): ast.Cvm | ast.Interface {
  return (inInterface ? node.interfaces.findLast(({ start }) => start < offset) : undefined) ?? node;
}

/** The region and project that hold at a place: those of the last such lines before it. */
function scopeAt(folder: Folder, uri: string, offset: number): { readonly region: string; readonly project: string } {
  let [region, project] = ['default', '0'];
  for (const { start, block } of folder.files.get(uri)?.tree.blocks ?? []) {
    if (start > offset) break;
    const node = block.declaration;
    if ((node?.kind !== 'region' && node?.kind !== 'project') || start + node.end >= offset) continue;
    if (node.kind === 'project') project = node.name?.text ?? project;
    else region = node.name?.text ?? region;
  }
  return { region, project };
}

const FILE_WORDS = ['group', 'cvm', 'addresses', 'services', 'subnet', 'acl', 'expect', 'region', 'project'];

function itemsFor(context: CompletionContext, expected: Expected): readonly CompletionItem[] {
  const { at, folder } = context;
  switch (expected) {
    case 'declaration':
      return withSnippets(keywords(FILE_WORDS, 40), declarationSnippets);
    case 'direction':
      return directions(context);
    case 'action':
      return actions(at);
    case 'service':
      return [
        ...nameItems(context, at.declaration === 'services' ? 'services-item' : 'service'),
        ...keywords(['tcp', 'udp', 'all', 'icmp', 'icmpv6', 'gre'], 10),
      ];
    case 'ports':
      return portItems(context);
    case 'from':
    case 'to':
      return keywords([expected], 2);
    case 'until':
      // On a line of its own a rule is begun more often than the one above goes on.
      return keywords([expected], context.beginsLine ? 12 : 2);
    case 'id-keyword':
      return hasId(context) ? [] : keywords(['id'], 30);
    case 'peer':
      return endItems(context, 'peer', at.declaration === 'acl' ? ['any', 'any6'] : ['any', 'any6', 'self']);
    case 'endpoint':
      return endItems(context, 'endpoint', ['internet', 'any', 'any6']);
    case 'address-item':
      return endItems(context, 'addresses-item', []);
    case 'property':
      return keywords(missingProperties(context), 10);
    case 'cvm-group':
    case 'cvm-subnet':
    case 'subnet-acl':
      return nameItems(context, expected);
    case 'vpc':
      return labelItems(folder, 'vpc');
    case 'region-name':
      return labelItems(folder, 'region');
    case 'project-name':
      return labelItems(folder, 'project');
    case 'date':
      return dateItems(folder.today);
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

/** A direction that has its block already may have another one, but that is seldom meant. */
function directions({ node }: CompletionContext): readonly CompletionItem[] {
  const lists = node?.kind === 'group' || node?.kind === 'acl' ? node.lists : [];
  const there = new Set(lists.map(({ direction }) => direction));
  return (['inbound', 'outbound'] as const).flatMap((word) =>
    withSnippets(keywords([word], there.has(word) ? 35 : 10), [listSnippet(word)]),
  );
}

function actions({ direction }: ExpectedAt): readonly CompletionItem[] {
  const words = ['allow', 'deny'] as const;
  return withSnippets(
    keywords(words, 10),
    direction === undefined ? [] : words.map((word) => ruleSnippet(word, direction)),
  );
}

/** What packets may come from or go to: names, words and addresses. */
function endItems(
  context: CompletionContext,
  role: ReferenceRole,
  words: readonly string[],
): readonly CompletionItem[] {
  if (context.at.endsRange) return addressItems(context).filter(({ label }) => !label.includes('/'));
  const family = familyAt(context);
  const ranked = keywords(words, 15).map((item) =>
    (family === 6 && (item.label === 'any' || item.label === 'self')) || (family === 4 && item.label === 'any6')
      ? { ...item, rank: OTHER_FAMILY }
      : item,
  );
  return [...nameItems(context, role), ...ranked, ...addressItems(context)];
}

function hasId({ node, attached, offset }: CompletionContext): boolean {
  const named = attached ?? node;
  return named !== undefined && 'ids' in named && named.ids.some(({ start, end }) => offset < start || end < offset);
}

/** Those that are not there yet; each may be there once, but there may be several interfaces. */
function missingProperties({ node, attached, at, offset }: CompletionContext): readonly string[] {
  const kind = at.inInterface ? 'interface' : at.declaration;
  const block = attached ?? node;
  if (!hasProperties(kind) || !hasProperties(block?.kind)) return [];
  const missing = properties[kind].filter((property) =>
    valuesOf(block as PropertyBlock, property).every(({ start, end }) => start <= offset && offset <= end),
  );
  return [...missing.map(({ word }) => word), ...(kind === 'cvm' ? ['interface'] : [])];
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

/** One item a word: with the whole that it begins, where there is such a snippet. */
function withSnippets(items: readonly CompletionItem[], snippets: readonly Snippet[]): readonly CompletionItem[] {
  return items.map((item) => {
    const snippet = snippets.find(({ word }) => word === item.label);
    return snippet === undefined ? item : { ...item, snippet: { text: snippet.text, detail: t(snippet.detail) } };
  });
}
