// What format a file has, told by what is in it. Its name says nothing.

import type * as ast from '#syntax/ast.ts';
import { type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { parse } from '#syntax/parse.ts';
import { holdsLists } from './cloud/describe.ts';
import { isOldForm } from './cloud/oldRules.ts';
import { holdsPolicies } from './cloud/policies.ts';
import { looksLikeCsv } from './csv/read.ts';
import { terraformForm } from './terraform/json.ts';

export interface DetectedJson {
  readonly format: 'snapshot' | 'policies' | 'describe' | 'old' | 'terraform' | 'configuration';
  readonly tree: JsonTree;
  /** Else it is pruned: what lies deeper than the format can be told by has no members. */
  readonly isWhole: boolean;
}

export type Detected =
  | DetectedJson
  | { readonly format: 'sg'; readonly file: ast.File }
  | { readonly format: 'csv' | 'hcl' }
  /** JSON that is broken before it says what it is, or is nothing of ours. */
  | { readonly format: 'unknown'; readonly tree?: JsonTree };

export function detect(text: string): Detected {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = /[^ \t\r\n]/.exec(text.slice(start, start + 100_000))?.[0];
  if (first === '{' || first === '[') {
    const isWhole = text.length <= MAX_WHOLE;
    const tree = parseJson(text, isWhole ? {} : { onObject: (_, around) => around.length >= TELLING_DEPTH });
    return detectJson(tree, isWhole);
  }
  if (looksLikeCsv(text)) return { format: 'csv' };
  if (looksLikeHcl(text)) return { format: 'hcl' };
  const file = parse(text);
  if (file.blocks.some(({ block }) => block.declaration !== undefined)) return { format: 'sg', file };
  return { format: 'unknown' };
}

/** Larger files may not fit the memory as trees. Of these only the outer levels are kept, in which formats differ. */
const MAX_WHOLE = 5_000_000;
const TELLING_DEPTH = 4;

function detectJson(tree: JsonTree, isWhole: boolean): Detected {
  if (tree.root === undefined) return { format: 'unknown', tree };
  const root = unwrapped(tree.root);
  if (root.kind === 'object') {
    if (member(root, 'regions') !== undefined) return { format: 'snapshot', tree, isWhole };
    const form = terraformForm(root);
    if (form !== undefined) return { format: form === 'configuration' ? form : 'terraform', tree, isWhole };
    if (holdsPolicies(root)) return { format: 'policies', tree, isWhole };
    if (holdsLists(root)) return { format: 'describe', tree, isWhole };
  }
  return isOldForm(root) ? { format: 'old', tree, isWhole } : { format: 'unknown', tree };
}

/** Raw answers are wrapped in `Response`, printed ones are not. */
export function unwrapped(root: JsonValue): JsonValue {
  const inner = root.kind === 'object' ? member(root, 'Response')?.value : undefined;
  return inner?.kind === 'object' ? inner : root;
}

/** A file of Terraform has blocks of its own words at the start of a line, with a label in quotes or a brace behind. */
function looksLikeHcl(text: string): boolean {
  return /^[ \t]*(?:resource|data|variable|locals|module|provider|terraform|output|import|moved)[ \t]*(?:"[^"\n]*"[ \t]*)*\{/m.test(
    text.slice(0, 2_000_000),
  );
}
