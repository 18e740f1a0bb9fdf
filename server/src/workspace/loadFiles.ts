import type { ReadAs } from '#text/decode.ts';
import { defaultConfig, readConfig } from './config.ts';
import { excludeTest, type Folder, liveTest, makeFolder, newLast, type SourceFile } from './folder.ts';
import type { Limits } from './limits.ts';
import { noticesOf } from './notices.ts';
import { languageOf, sourceFile } from './sourceFile.ts';

export interface LoadInput {
  /** The folder that patterns of `files.exclude` count from. */
  readonly root: string;
  /** Rule files and snapshots by URI. */
  readonly texts: ReadonlyMap<string, string>;
  /** How those were read whose bytes are neither UTF-8 nor UTF-16 with a mark. */
  readonly readAs?: ReadonlyMap<string, ReadAs>;
  /** The URIs of files and folders that are named, and so looked at even where `files.exclude` leaves them out. */
  readonly named?: readonly string[];
  readonly config?: { readonly uri: string; readonly text: string };
  /** The day, `2027-03-31`, UTC. */
  readonly today: string;
  readonly limits: Limits;
  /** Files of the paths that could not be read, with the reason. */
  readonly unread?: ReadonlyMap<string, string>;
  /** What the files of other formats say. */
  readonly foreign?: Foreign;
  /** Told how many have been read, of how many. */
  readonly say?: (read: number, all: number) => void;
}

export interface Foreign {
  readonly file: SourceFile;
  /** The only one that these files speak of. */
  readonly region: string | undefined;
}

/**
 * One model of texts that are at hand: what the command line makes of all its paths together. Where all of them say what is live,
 * that is what is asked about.
 */
export function loadFiles({
  root,
  texts,
  readAs,
  named = [],
  config,
  today,
  limits,
  unread = NONE,
  foreign,
  say,
}: LoadInput): Folder {
  const uris = [...texts.keys()].sort();
  const count = Math.min(uris.length, limits.files);
  const files: SourceFile[] = [];
  for (const [i, uri] of uris.slice(0, count).entries()) {
    say?.(i, count);
    const language = languageOf(uri) ?? (uri.endsWith('.json') ? 'json' : 'sg');
    if (language !== 'config')
      files.push(
        sourceFile({
          uri,
          text: texts.get(uri) ?? '',
          readAs: readAs?.get(uri),
          language,
          region: foreign?.region,
          sizeLimit: limits.fileSize,
        }),
      );
  }
  say?.(count, count);
  if (config !== undefined) files.push(sourceFile({ ...config, language: 'config', sizeLimit: limits.fileSize }));
  if (foreign !== undefined) files.push(foreign.file);
  files.sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const read = config === undefined ? defaultConfig : readConfig(config.text);
  const saysWhatIsLive = liveTest(root, read.settings);
  const isLeftOut = excludeTest(root, read.settings);
  // Of a folder that is left out everything is, whatever its name.
  const spared = named.filter((uri) => isLeftOut(uri) || isLeftOut(`${uri}/any`));
  const isLive = files.every(({ uri, language }) => language === 'config' || saysWhatIsLive(uri));
  return makeFolder({
    root,
    files: new Map(files.map((file) => [file.uri, file])),
    config: isLive ? { ...read, settings: { ...read.settings, live: [] } } : read,
    today,
    leftOut: noticesOf({ files, limits, complete: uris.length <= limits.files, unread }),
    last: newLast(),
    isOpen: () => false,
    isNamed: (uri) => uri === foreign?.file.uri || spared.some((one) => uri === one || uri.startsWith(`${one}/`)),
  });
}

const NONE: ReadonlyMap<string, string> = new Map();
