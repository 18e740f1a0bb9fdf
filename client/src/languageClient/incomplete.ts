import * as vscode from 'vscode';
import type { Incomplete } from '#protocol/packets.ts';
import { relativePath } from './places.ts';

/** What to say where an answer rests on files that were not read whole: the places, one a line. Undefined where they were. */
export function incompleteText(places: readonly Incomplete[]): string | undefined {
  if (places.length === 0) return undefined;
  const lines = places.map(({ uri, range, message }) => {
    return `${relativePath(uri)}:${range.start.line + 1}:${range.start.character + 1}: ${message}`;
  });
  return [vscode.l10n.t('The answer may be different, because not everything was read:'), ...lines].join('\n');
}
