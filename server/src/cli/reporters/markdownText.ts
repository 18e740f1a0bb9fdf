// Names and descriptions in Markdown. Whatever is in them is shown as text: no link, no mention, no table.

/** Text on one line. Only an entity stops a mention or a link. */
export function plainMarkdown(text: string): string {
  return inert(text)
    .replace(/[\\`*_[\]<>#|~&]/g, (character) => `\\${character}`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//');
}

/** The same as code, also in a cell of a table. */
export function inlineCode(text: string): string {
  const shown = inert(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Replaces control characters and those that change the direction of text. */
function inert(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
