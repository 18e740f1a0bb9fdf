import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileName } from '#answers/places.ts';
import type { Standing } from '#answers/standing.ts';
import { positionAt } from '#text/lineIndex.ts';
import { memo } from '#util/memo.ts';
import type { System } from './system.ts';

export function uriOf(system: System, file: string): string {
  return pathToFileURL(path.resolve(system.cwd, file)).href;
}

/** A file as results name it: relative to the working folder, with forward slashes. */
export function shownFile(system: System, uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  return lastShown(system, [uri], () => path.relative(system.cwd, fileURLToPath(uri)).split(path.sep).join('/'));
}

/** Findings come file by file, so that the same name is asked for many times in a row. */
const lastShown = memo<System, string>();

/** `shop.sg:21:5`, where something begins. */
export function shownPlace(system: System, { file, range }: Standing): string {
  const { line, character } = positionAt(file.lineIndex, range.start);
  return `${shownFile(system, file.uri)}:${line + 1}:${character + 1}`;
}

/** The same as `shownFile`, for answers. */
export function fileNames(system: System): FileName {
  return (uri) => shownFile(system, uri);
}
