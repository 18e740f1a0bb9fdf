// Findings as notes, with their place in the file: line and column, and in JSON the path.

import { type JsonTree, parseJson } from '#syntax/json.ts';
import { type JsonPath, pathAt, placeAt, showPath } from '#syntax/jsonPath.ts';
import { type LineIndex, lineIndex, positionAt } from '#text/lineIndex.ts';
import { newSecrets, type Secrets, withoutSecrets } from './secrets.ts';
import type { Finding } from './source.ts';
import type { Unit } from './terraform/units.ts';

export interface Note {
  readonly file: string;
  /** Offsets in the file's text. */
  readonly start: number;
  readonly end: number;
  /** Counted from 0, in UTF-16 units. */
  readonly line: number;
  readonly character: number;
  /** In JSON, `$.Ingress[2].Action`. */
  readonly path?: string;
  readonly message: string;
}

export interface NoteMaker {
  /** What must not be in a message. */
  readonly secrets: Secrets;
  make(finding: Finding): Note;
}

export function noteMaker({ text, parts, content }: Unit): NoteMaker {
  const tree = content.kind === 'json' ? content.tree : undefined;
  const lines: (LineIndex | undefined)[] = [];
  const whole = wholePaths(text);
  const secrets = newSecrets();
  return {
    secrets,
    make({ start, end, message }) {
      const at = parts.findLastIndex((one) => one.start <= start);
      const { file, start: first } = parts[at] as Unit['parts'][number];
      const own = lines[at] ?? lineIndex(file.text);
      lines[at] = own;
      const { line, character } = positionAt(own, start - first);
      const path = tree === undefined ? undefined : showPath(whole(tree, start));
      return {
        file: file.name,
        start: start - first,
        end: end - first,
        line,
        character,
        path,
        message: withoutSecrets(message, secrets.texts),
      };
    },
  };
}

/**
 * Paths in a tree that may be without its inner levels: an object without members is parsed again. Findings about one object follow each
 * other, so the last object is kept.
 */
function wholePaths(text: string): (tree: JsonTree, offset: number) => JsonPath {
  let last: { readonly start: number; readonly tree: JsonTree } | undefined;
  return (tree, offset) => {
    const { path, value } = placeAt(tree, offset);
    if (value?.kind !== 'object' || value.members.length > 0) return path;
    if (last?.start !== value.start) {
      last = { start: value.start, tree: parseJson(text.slice(value.start, value.end), { from: 0 }) };
    }
    return [...path, ...pathAt(last.tree, offset - value.start)];
  };
}

export function byPlace(a: Note, b: Note): number {
  return a.file === b.file ? a.start - b.start : 0;
}

/** `policies.json:3:12: message ($.Ingress[0])`, line and column counted from 1. */
export function showNote(note: Note): string {
  const path = note.path === undefined || note.path === '$' ? '' : ` (${note.path})`;
  return `${note.file}:${note.line + 1}:${note.character + 1}: ${note.message}${path}`;
}
