import type { Binding } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { type LexicalType, lexicalTokens } from './lexicalTokens.ts';

/** In the order in which they are numbered on the wire: new ones go to the end. */
export const tokenTypes = [
  'group',
  'cvm',
  'addresses',
  'services',
  'subnet',
  'acl',
  'region',
  'project',
  'vpc',
  'cloudId',
] as const;
export type TokenType = (typeof tokenTypes)[number];

export const tokenModifiers = ['declaration', 'builtin'] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken extends Range {
  readonly type: TokenType | LexicalType;
  readonly modifiers: readonly TokenModifier[];
}

export interface TokensAsked {
  readonly within?: Range;
  /** Every token of a rule file, for whoever has no grammar of the colours; else only the kinds of names, which that cannot know. */
  readonly all?: boolean;
}

/** The tokens of a block, in the order of the text and without overlaps, counted from where the block starts. */
export interface BlockTokens {
  readonly start: number;
  /** The same array as long as nothing of them changed, wherever the block moves to. */
  readonly tokens: readonly SemanticToken[];
}

/**
 * The tokens of each block in turn. With a grammar, words, addresses and numbers have their colour without a model, and unknown names have
 * a diagnostic instead. A step is one block.
 */
export function* semanticTokens(
  folder: Folder,
  uri: string,
  { within, all = false }: TokensAsked = {},
): Steps<readonly BlockTokens[]> {
  const found: BlockTokens[] = [];
  const file = folder.files.get(uri);
  for (const { start, block } of file?.tree.blocks ?? []) {
    if (within !== undefined && (start + block.length <= within.start || start >= within.end)) continue;
    const names = tokensOfBlock(folder, block);
    const tokens = all && file?.language === 'sg' ? withLexical(names, file.text, start, block) : names;
    const isIn = (token: SemanticToken) =>
      within === undefined || (start + token.start < within.end && start + token.end > within.start);
    const shown = tokens.every(isIn) ? tokens : tokens.filter(isIn);
    if (shown.length > 0) found.push({ start, tokens: shown });
    yield;
  }
  return found;
}

/** By binding, which is made anew where the meaning of a name changes; counted from the block's start. */
const kept = memo<Binding, readonly SemanticToken[]>();

function tokensOfBlock(folder: Folder, block: ast.Block): readonly SemanticToken[] {
  const binding = folder.model.bindings.get(block);
  if (binding === undefined) return [];
  return kept(binding, [], () => ordered([...declaredTokens(binding), ...referenceTokens(folder, binding)]));
}

const keptWithLexical = memo<ast.Block, readonly SemanticToken[]>();

/** A name gets the token type of its kind, whatever its text looks like. */
function withLexical(
  names: readonly SemanticToken[],
  text: string,
  start: number,
  block: ast.Block,
): readonly SemanticToken[] {
  return keptWithLexical(block, [names], () => {
    let next = 0;
    const others = lexicalTokens(text.slice(start, start + block.length)).filter((token) => {
      while (next < names.length && (names[next] as SemanticToken).end <= token.start) next++;
      const name = names[next];
      return name === undefined || name.start >= token.end;
    });
    return [...names, ...others.map((token) => ({ ...token, modifiers: [] }))].sort((a, b) => a.start - b.start);
  });
}

function declaredTokens({ block: { declaration: node }, entity }: Binding): SemanticToken[] {
  if (node === undefined) return [];
  const of = (name: Range | undefined, type: TokenType, ...modifiers: TokenModifier[]): SemanticToken[] =>
    name === undefined ? [] : [{ start: name.start, end: name.end, type, modifiers }];
  switch (node.kind) {
    case 'region':
    case 'project':
      return of(node.name, node.kind);
    case 'expect':
      return [];
    case 'interface':
      return node.ids.flatMap((id) => of(id, 'cloudId'));
    default:
      return [
        ...of(node.name, node.kind, 'declaration', ...(entity?.builtin ? (['builtin'] as const) : [])),
        ...node.ids.flatMap((id) => of(id, 'cloudId')),
        ...(node.kind === 'subnet' || node.kind === 'cvm' ? of(node.vpc, 'vpc') : []),
        ...(node.kind === 'cvm' ? node.interfaces.flatMap(({ ids }) => ids.flatMap((id) => of(id, 'cloudId'))) : []),
      ];
  }
}

function referenceTokens(folder: Folder, { references }: Binding): SemanticToken[] {
  return references.flatMap(({ name, target }) => {
    const entity = target === undefined ? undefined : folder.model.entities.get(target);
    if (entity === undefined) return [];
    return [{ start: name.start, end: name.end, type: entity.kind, modifiers: entity.builtin ? ['builtin'] : [] }];
  });
}

function ordered(tokens: SemanticToken[]): readonly SemanticToken[] {
  let end = -1;
  return tokens
    .sort((a, b) => a.start - b.start)
    .filter((token) => {
      if (token.start < end || token.end <= token.start) return false;
      end = token.end;
      return true;
    });
}
