// What format a file has, told by what is in it. Its name says nothing.

import type * as ast from '#syntax/ast.ts';
import { type JsonTree, type JsonValue, member, parseJson } from '#syntax/json.ts';
import { parse } from '#syntax/parse.ts';
import { holdsLists } from './cloud/describe.ts';
import { isOldForm } from './cloud/oldRules.ts';
import { holdsPolicies } from './cloud/policies.ts';
import { looksLikeCsv } from './csv/read.ts';
import { terraformForm } from './terraform/json.ts';

export type Detected =
  | {
      readonly format: 'snapshot' | 'policies' | 'describe' | 'old' | 'terraform' | 'configuration';
      /** Pruned: what lies deeper than the format can be told by has no members. */
      readonly tree: JsonTree;
    }
  | { readonly format: 'sg'; readonly file: ast.File }
  | { readonly format: 'csv' | 'hcl' }
  /** JSON that is broken before it says what it is, or is nothing of ours. */
  | { readonly format: 'unknown'; readonly tree?: JsonTree };

export function detect(text: string): Detected {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = /[^ \t\r\n]/.exec(text.slice(start, start + 100_000))?.[0];
  if (first === '{' || first === '[')
    return detectJson(parseJson(text, { onObject: (_, around) => around.length >= TELLING_DEPTH }));
  if (looksLikeCsv(text)) return { format: 'csv' };
  if (looksLikeHcl(text)) return { format: 'hcl' };
  const file = parse(text);
  if (file.blocks.some(({ block }) => block.declaration !== undefined)) return { format: 'sg', file };
  return { format: 'unknown' };
}

/** Files may be larger as trees than the memory holds; formats differ in their outer levels. */
const TELLING_DEPTH = 4;

function detectJson(tree: JsonTree): Detected {
  if (tree.root === undefined) return { format: 'unknown', tree };
  const root = unwrapped(tree.root);
  if (root.kind === 'object') {
    if (member(root, 'regions') !== undefined) return { format: 'snapshot', tree };
    const form = terraformForm(root);
    if (form !== undefined) return { format: form === 'configuration' ? form : 'terraform', tree };
    if (holdsPolicies(root)) return { format: 'policies', tree };
    if (holdsLists(root)) return { format: 'describe', tree };
  }
  return isOldForm(root) ? { format: 'old', tree } : { format: 'unknown', tree };
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
