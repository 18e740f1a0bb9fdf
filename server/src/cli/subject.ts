// What a finding is about, in words that stay the same when lines move: the owner and the text of the rule.

import { blockIndexAt } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import type { SourceFile } from '#workspace/folder.ts';

export interface Subject {
  /** `group web inbound`, `cvm web-1`; empty where it is in no declaration. */
  readonly owner: string;
  /** The rule, or else the words at the finding's place, with single blanks. */
  readonly text: string;
}

export function subjectOf({ tree, text }: SourceFile, at: Range): Subject {
  const placed = tree.blocks[Math.max(0, blockIndexAt(tree, at.start))];
  const node = placed?.block.declaration;
  if (placed === undefined || node === undefined) return { owner: '', text: said(text, at) };
  const { start } = placed;
  const holds = (range: Range) => range.start + start <= at.start && at.end <= range.end + start;
  for (const list of 'lists' in node ? node.lists : []) {
    const rule = list.rules.find(({ whole, ...own }) => holds(whole) || holds(own));
    if (rule !== undefined)
      return { owner: `${ownerOf(node)} ${list.direction}`, text: said(text, shift(rule, start)) };
  }
  return { owner: ownerOf(node), text: said(text, at) };
}

function ownerOf(node: ast.Declaration): string {
  if (node.kind === 'expect') return 'expect';
  const name = node.name?.text ?? ('ids' in node ? node.ids[0]?.text : undefined);
  return name === undefined ? node.kind : `${node.kind} ${name}`;
}

/** The text without the place that a policy says in JSON, which changes when other policies come or go. */
function said(text: string, { start, end }: Range): string {
  return text
    .slice(start, end)
    .replace(/"PolicyIndex"\s*:\s*"?[0-9]*"?\s*,?/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
