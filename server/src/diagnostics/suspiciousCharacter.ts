import { message, t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';

/**
 * Characters that are invisible or change the order in which the text around them is shown, anywhere in the text of a block. In a text that
 * fits the grammar only names, strings and comments can hold them.
 */
export function suspiciousCharacters(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(SUSPICIOUS)) {
    const start = match.index;
    const [character] = match;
    // A byte order mark at the start belongs to the file and not to its text.
    if (character === '\uFEFF' && start === 0) continue;
    if (isSeen(text, start, character)) continue;
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    const name = t(NAMES.get(character) ?? message('an invisible character'));
    const words = BIDIRECTIONAL.test(character)
      ? t(
          'U+{0}, {1}, changes the order in which the text is shown: the text is not what it looks like. Remove it.',
          code,
          name,
        )
      : t('U+{0}, {1}, is invisible: the text is not what it looks like. Remove it.', code, name);
    findings.push(finding('suspicious-character', { start, end: start + character.length }, words));
  }
  return findings;
}

/** Removes the character. Only in a comment that certainly changes nothing; elsewhere it may be part of a name. */
export function removeCharacter(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { start, end } = diagnostic;
  const isInComment = context.placed.block.comments.some((comment) => comment.start <= start && end <= comment.end);
  const edit = { ...placedAt(context, diagnostic), newText: '' };
  return [fix(t('Remove the character'), [edit], { changesPackets: !isInComment })];
}

const SUSPICIOUS = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

const BIDIRECTIONAL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\u061C', message('the Arabic letter mark')],
  ['\u200B', message('the zero width space')],
  ['\u200C', message('the zero width non-joiner')],
  ['\u200D', message('the zero width joiner')],
  ['\u200E', message('the left-to-right mark')],
  ['\u200F', message('the right-to-left mark')],
  ['\u202A', message('the left-to-right embedding')],
  ['\u202B', message('the right-to-left embedding')],
  ['\u202C', message('the end of an embedding')],
  ['\u202D', message('the left-to-right override')],
  ['\u202E', message('the right-to-left override')],
  ['\u2060', message('the word joiner')],
  ['\u2066', message('the left-to-right isolate')],
  ['\u2067', message('the right-to-left isolate')],
  ['\u2068', message('the first strong isolate')],
  ['\u2069', message('the end of an isolate')],
  ['\uFEFF', message('the zero width no-break space')],
]);

/** Whether a character that has no shape of its own shows in those around it: a joiner, a variant and a tag make another picture of one. */
function isSeen(text: string, at: number, character: string): boolean {
  const before = text.slice(Math.max(0, at - 16), at);
  const after = text.slice(at + character.length, at + character.length + 2);
  if (character === '\u200D')
    return /\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]{0,2}$/u.test(before) && PICTURE.test(after);
  if (/\p{Variation_Selector}/u.test(character))
    return HAS_VARIANTS.test(before) || (/[\d*#]$/.test(before) && after.startsWith(KEY));
  return TAG.test(character) && TAGGED_FLAG.test(before);
}

const PICTURE = /^\p{Extended_Pictographic}/u;
const HAS_VARIANTS = /[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Mongolian}\p{S}]$/u;
/** What makes a picture of a key of a digit or star. */
const KEY = '\u20E3';
const TAG = /[\u{E0020}-\u{E007F}]/u;
const TAGGED_FLAG = /\u{1F3F4}[\u{E0020}-\u{E007F}]*$/u;
