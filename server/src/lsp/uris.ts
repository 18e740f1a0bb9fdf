import { URI } from 'vscode-uri';

/**
 * One spelling for one file: clients differ in what they encode (`file:///c:/a b.sg`, `file:///c%3A/a%20b.sg`), and everything behind
 * knows files by the text of their URI.
 */
export function canonicalUri(uri: string): string {
  const known = canonical.get(uri);
  if (known !== undefined) return known;
  const spelt = spell(uri);
  if (canonical.size > 20_000) canonical.clear();
  canonical.set(uri, spelt);
  return spelt;
}

/** A folder has no slash at its end. */
export function canonicalFolder(uri: string): string {
  return canonicalUri(uri).replace(/\/$/, '');
}

const canonical = new Map<string, string>();

function spell(uri: string): string {
  try {
    return URI.parse(uri).toString();
  } catch {
    return uri;
  }
}
