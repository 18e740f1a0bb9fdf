// Names and descriptions in Markdown: whatever they hold, they are shown and do nothing.

/** Text as it is, on one line. A mention and a link are broken by an entity, for nothing else stops them. */
export function plainMarkdown(text: string): string {
  return inert(text)
    .replace(/[\\`*_[\]<>#|~&]/g, (character) => `\\${character}`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//');
}

/** The same as code. What would end a table's cell is escaped. */
export function inlineCode(text: string): string {
  const shown = inert(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Control characters and such as change the direction of text are replaced. */
function inert(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
