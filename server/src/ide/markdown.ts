// Markdown from texts that come out of files: names and descriptions are to be read, never to do anything.

import { commas, t } from '#util/l10n.ts';
import type { Place } from './place.ts';

/** Text as it is, whatever is in it. Only what would mean something is escaped: editors that show Markdown as it stands show it too. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(MEANT, '\\$&')
    .replace(/&(?=[#a-z])/gi, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;');
}

/**
 * In their order: a backslash before what it would escape; marks that come in pairs, and cells of a table; an underscore at the edge of a
 * word; a link or picture; VS Code's icons; what begins a heading, a quotation, a list or a line below a heading; what makes a link of
 * an address.
 */
const MEANT = new RegExp(
  [
    /\\(?=[!-/:-@[-`{-~]|$)/u,
    /[*`~|[]/u,
    /(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/u,
    /\](?=[([:])/u,
    /\$(?=\()/u,
    /(?<=^ *)[#>+\-=]/u,
    /(?<=^ *[0-9]{1,9})[.)]/u,
    /:(?=\/\/)|(?<=www)\.|(?<=[\w.+-])@(?=[\w-])/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

/** Text in the font of code. */
export function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * A link to a place of a file. Where that is in lines, and how the client writes the file, only the protocol's side knows: it writes the
 * address with `withLinks`. No text that comes from a file has control characters.
 */
export function link(text: string, place: Place | undefined): string {
  return place === undefined ? text : `\u0001${text}\u0001${place.uri}\u0002${place.start}\u0003`;
}

/** With the addresses of links, or without links where there is none. */
export function withLinks(markdown: string, addressOf: (uri: string, offset: number) => string | undefined): string {
  return markdown.replace(LINK, (_, text: string, uri: string, offset: string) => {
    const address = addressOf(uri, Number(offset));
    return address === undefined ? text : `[${text}](${address})`;
  });
}

const LINK = /\u0001([^\u0001]*)\u0001([^\u0002]*)\u0002(\d+)\u0003/g;

/** Items in a row, the first few of many: `web-1, web-2 and 31 more`. */
export function row(items: readonly string[], most = 8): string {
  if (items.length <= most) return commas(items);
  return t('{0} and {1} more', commas(items.slice(0, most)), items.length - most);
}

export function list(items: readonly string[], most = 20): string {
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  if (items.length > most) shown.push(`- ${t('and {0} more', items.length - most)}`);
  return shown.join('\n');
}

/** Markdown of ours for a client that shows text as it is. */
export function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/(?<![\\`])(`+)(?!`) ?(.+?) ?(?<!`)\1(?!`)/g, '$2')
    .replace(/^---$/gm, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n');
}

/** Control and bidirectional characters could make a line look like another one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ');
}
