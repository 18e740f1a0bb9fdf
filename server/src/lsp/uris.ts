// One name for each file. Clients encode URIs differently (`file:///c:/a b.sg`, `file:///c%3A/a%20b.sg`), and one file may have several paths
// through links or letter case. All other code identifies files by the text of their URI.

import { URI, Utils } from 'vscode-uri';
import { isBuiltin } from '#ide/place.ts';
import type { Host } from '#workspace/host.ts';

/** What is known of the client's URIs. */
export interface Names {
  readonly host: Host;
  /** How the client writes the URIs of files that it has opened, by canonical URI. */
  readonly spellings: ReadonlyMap<string, string>;
  /** What open documents are the files of, by `spelt` URI: a link that is bent while it is open does not move the document. */
  readonly opened: ReadonlyMap<string, { readonly file: string }>;
  readonly openFolders: readonly OpenFolder[];
  /** The document in which built-in names are declared, as the client can show it; absent where it cannot. */
  readonly builtinUri: string | undefined;
}

/** A folder of the workspace, and how the client writes it. */
export interface OpenFolder {
  readonly uri: string;
  readonly written: string;
}

/** The canonical URI of a file or folder. A folder has no slash at its end. */
export function canonicalUri({ host, opened }: Pick<Names, 'host' | 'opened'>, uri: string): string {
  const written = spelt(uri);
  return opened.get(written)?.file ?? host.resolve?.(written) ?? written;
}

/** The URI as the client writes it: that of the document or of its folder. */
export function clientUri({ spellings, openFolders, builtinUri }: Names, uri: string): string {
  if (isBuiltin(uri)) return builtinUri ?? uri;
  const known = spellings.get(uri);
  if (known !== undefined) return known;
  const within = openFolders
    .filter((folder) => uri.startsWith(`${folder.uri}/`))
    .reduce<OpenFolder | undefined>((a, b) => (a === undefined || b.uri.length > a.uri.length ? b : a), undefined);
  return within === undefined ? uri : `${within.written}${uri.slice(within.uri.length)}`;
}

/** One spelling for one path, whatever lies there. */
export function spelt(uri: string): string {
  const known = spellings.get(uri);
  if (known !== undefined) return known;
  const one = spell(uri);
  if (spellings.size > 20_000) spellings.clear();
  spellings.set(uri, one);
  return one;
}

const spellings = new Map<string, string>();

function spell(uri: string): string {
  try {
    const parsed = URI.parse(uri);
    const local =
      parsed.scheme === 'file' && parsed.authority === 'localhost' ? parsed.with({ authority: '' }) : parsed;
    return Utils.resolvePath(local).toString();
  } catch {
    return uri;
  }
}
