import type { ModelEdit, TextDocumentEdit } from '#protocol/edits.ts';
import type { Location, Position } from '#protocol/requests.ts';

type Edit = TextDocumentEdit['edits'][number];

/**
 * Where that which was put in stands when the edit is done: the server names the place of the edit in the text before. The first word
 * of the new text is meant, not the line break before it.
 */
export function placeAfter({ documents, reveal }: ModelEdit): Location | undefined {
  const uri = reveal?.uri ?? documents[0]?.uri;
  const edits = documents.find((each) => each.uri === uri)?.edits ?? [];
  const isRevealed = ({ range }: Edit): boolean =>
    reveal !== undefined && comparePositions(range.start, reveal.range.start) === 0;
  const isNewText = ({ newText }: Edit): boolean => newText.trim() !== '';
  // A move takes text out in one place and puts it in at another: the second place is meant.
  const shown = edits.find((each) => isRevealed(each) && isNewText(each)) ?? edits.find(isNewText) ?? edits[0];
  if (uri === undefined || !shown) return reveal;
  const { start } = shown.range;
  const above = edits.filter((each) => each !== shown && comparePositions(each.range.end, start) <= 0);
  const linesAbove = above.reduce(
    (sum, { range, newText }) => sum + lineBreaks(newText) - (range.end.line - range.start.line),
    0,
  );
  const lead = /^\s*/.exec(shown.newText)?.[0] ?? '';
  const lastLine = lead.slice(lead.lastIndexOf('\n') + 1);
  const line = start.line + linesAbove + lineBreaks(lead);
  const character = lead.includes('\n') ? lastLine.length : start.character + lead.length;
  return { uri, range: { start: { line, character }, end: { line, character } } };
}

const lineBreaks = (text: string): number => text.split('\n').length - 1;

function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
