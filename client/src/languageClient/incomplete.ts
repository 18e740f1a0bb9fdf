import * as vscode from 'vscode';
import type { Incomplete } from '#protocol/packets.ts';
import { relativePath } from './places.ts';

/** Says that an answer rests on files that could not be read whole, with the places, one in each line. Undefined where all were read. */
export function incompleteText(places: readonly Incomplete[]): string | undefined {
  if (places.length === 0) return undefined;
  const lines = places.map(({ uri, range, message }) => {
    return `${relativePath(uri)}:${range.start.line + 1}:${range.start.character + 1}: ${message}`;
  });
  return [vscode.l10n.t('The answer may be different, because not everything was read:'), ...lines].join('\n');
}
