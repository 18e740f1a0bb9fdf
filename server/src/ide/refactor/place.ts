// What all refactorings are given: a rule, where it is written, and whose it is.

import type { Acl, Group } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { beginsLine, lineBreak, lineStart, previousLine } from '#text/lines.ts';
import { type Range, touches } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import type { CodeAction } from '../codeAction.ts';
import { type Cursor, cursorsAt } from '../cursor.ts';

/** Rules of one list that a selection touches. Ranges of the tree count from `start`, the selection too. */
export interface RulePlace {
  readonly folder: Folder;
  readonly uri: string;
  readonly text: string;
  readonly language: ast.File['language'];
  readonly start: number;
  readonly block: ast.Block;
  readonly owner: Group | Acl;
  readonly list: ast.RuleList;
  readonly policies: PolicyList;
  readonly rules: readonly ast.Rule[];
  readonly selection: Range;
}

export function rulePlaceAt(folder: Folder, uri: string, range: Range): RulePlace | undefined {
  for (const cursor of cursorsAt(folder, uri, range.start)) {
    const { file, start, block, binding } = cursor;
    const owner = binding?.entity;
    if (owner?.kind !== 'group' && owner?.kind !== 'acl') continue;
    const selection = { start: range.start - start, end: range.end - start };
    for (const list of owner.node.lists) {
      const rules = list.rules.filter(({ whole }) => whole.start <= selection.end && selection.start <= whole.end);
      if (rules.length > 0) {
        return {
          folder,
          uri,
          text: file.text,
          language: file.tree.language,
          start,
          block,
          owner,
          list,
          policies: owner[list.direction],
          rules,
          selection,
        };
      }
    }
  }
  return undefined;
}

/** The source of a part of the block. */
export function written({ text, start }: { readonly text: string; readonly start: number }, range: Range): string {
  return text.slice(start + range.start, start + range.end);
}

/** Whether a comment stands within a range of the block: such text is not put together anew. */
export function hasComment({ block }: RulePlace, range: Range): boolean {
  return block.comments.some((comment) => comment.start < range.end && range.start < comment.end);
}

/** An action within one file. */
export function inFile(
  { uri }: { readonly uri: string },
  action: Pick<CodeAction, 'kind' | 'title'> & Partial<CodeAction>,
  edits: readonly TextEdit[],
): CodeAction {
  return { preferred: false, diagnostics: [], changesPackets: false, edits: new Map([[uri, edits]]), ...action };
}

/** The edit that puts a declaration before the one of a block, in front of the comments that lead it. */
export function declareBefore(
  cursor: Pick<Cursor, 'start' | 'block'> & { readonly text: string },
  text: string,
): TextEdit {
  const node = cursor.block.declaration;
  const at = cursor.start + (node?.start ?? 0);
  const eol = lineBreak(cursor.text);
  if (!beginsLine(cursor.text, at)) return { start: at, end: at, newText: `${text.replaceAll('\n', eol)}${eol}${eol}` };
  let line = lineStart(cursor.text, at);
  while (line > 0) {
    const previous = previousLine(cursor.text, line);
    if (!/^[ \t]*#/.test(cursor.text.slice(previous, line))) break;
    line = previous;
  }
  return { start: line, end: line, newText: `${text.replaceAll('\n', eol)}${eol}${eol}` };
}

/** A name of the region that is still free: `web-peers`, `web-peers-2`. */
export function freeName({ model }: Folder, region: string, wanted: string): string {
  const names = model.regions.get(region)?.names;
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (names?.has(name) !== true) return name;
  }
}

export function isTouched({ selection }: RulePlace, range: Range): boolean {
  return selection.start === selection.end
    ? touches(range, selection.start)
    : range.start < selection.end && selection.start < range.end;
}
