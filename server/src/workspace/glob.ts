// Patterns of `.gitignore` and of `files.exclude`, matched in time proportional to pattern × path whatever they are: they come from
// the repository that is looked at. What they mean is what `git check-ignore` makes of them:
//
//   *.sg        no slash: any file or folder of that name, at any depth
//   /a, a/b     a slash that is not the last character: from the folder of the list on
//   a/          folders only
//   **/  /**/   no folder or any number of them;  /**  all that is inside
//   !a          not left out after all, unless a folder around it is

export interface Pattern {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Matched with the whole path; otherwise with its last name alone. */
  readonly anchored: boolean;
  readonly tokens: readonly Token[];
}

type Token =
  | { readonly kind: 'character'; readonly character: string }
  /** One character, but no slash. */
  | { readonly kind: 'one' }
  /** Any number of characters without a slash. */
  | { readonly kind: 'star' }
  /** Any number of whole folders with the slash behind each. */
  | { readonly kind: 'folders' }
  /** At least one character, slashes too. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly holds: (character: string) => boolean };

export const MAX_PATTERNS = 1000;
export const MAX_PATTERN_LENGTH = 1024;

/** The patterns of a `.gitignore`, a line each. Past the limits they are left out, which `complete` tells. */
export function readIgnoreFile(text: string): { readonly patterns: readonly Pattern[]; readonly complete: boolean } {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const kept = lines.filter((line) => line.length <= MAX_PATTERN_LENGTH).slice(0, MAX_PATTERNS);
  return { patterns: kept.flatMap((line) => parsePattern(line) ?? []), complete: kept.length === lines.length };
}

/** Nothing for a line that says nothing, or that matches nothing: with a class or an escape that does not end. */
export function parsePattern(line: string): Pattern | undefined {
  let text = withoutTrailingBlanks(line);
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '') return undefined;
  const tokens = tokensOf(text, anchored);
  return tokens === undefined ? undefined : { negated, foldersOnly, anchored, tokens };
}

/** What the last pattern that matches says of a path, relative to the folder of the list, with `/` between its names. */
export function decide(patterns: readonly Pattern[], path: string, isFolder: boolean): 'ignored' | 'kept' | undefined {
  for (let i = patterns.length - 1; i >= 0; i--) {
    const pattern = patterns[i] as Pattern;
    if (matches(pattern, path, isFolder)) return pattern.negated ? 'kept' : 'ignored';
  }
  return undefined;
}

/** Whether a file is left out by one list, itself or by a folder around it. */
export function excludes(patterns: readonly Pattern[], path: string): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (decide(patterns, path.slice(0, slash), true) === 'ignored') return true;
  }
  return decide(patterns, path, false) === 'ignored';
}

export function matches(pattern: Pattern, path: string, isFolder: boolean): boolean {
  if (pattern.foldersOnly && !isFolder) return false;
  return matchesTokens(pattern.tokens, pattern.anchored ? path : path.slice(path.lastIndexOf('/') + 1));
}

function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') {
    let escapes = 0;
    while (end - 2 - escapes >= 0 && line[end - 2 - escapes] === '\\') escapes++;
    if (escapes % 2 === 1) break;
    end--;
  }
  return line.slice(0, end);
}

function tokensOf(text: string, anchored: boolean): Token[] | undefined {
  const characters = [...text];
  const tokens: Token[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    if (character === '\\') {
      const escaped = characters[++i];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: 'character', character: escaped });
    } else if (character === '?') {
      tokens.push({ kind: 'one' });
    } else if (character === '[') {
      const read = readClass(characters, i);
      if (read === undefined) return undefined;
      tokens.push(read.token);
      i = read.last;
    } else if (character === '*') {
      const first = i;
      while (characters[i + 1] === '*') i++;
      const bounded = anchored && i - first === 1 && (first === 0 || characters[first - 1] === '/');
      if (bounded && characters[i + 1] === '/') {
        tokens.push({ kind: 'folders' });
        i++;
      } else if (bounded && i + 1 === characters.length) {
        tokens.push({ kind: 'rest' });
      } else {
        tokens.push({ kind: 'star' });
      }
    } else {
      tokens.push({ kind: 'character', character });
    }
  }
  return tokens;
}

/** `[a-z]`, `[!a]`, `[^a]`, `[[:alpha:]]`; a `]` at the beginning stands for itself. */
function readClass(
  characters: readonly string[],
  open: number,
): { readonly token: Token; readonly last: number } | undefined {
  let i = open + 1;
  const negated = characters[i] === '!' || characters[i] === '^';
  if (negated) i++;
  const ranges: [string, string][] = [];
  const named: ((character: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    let character = characters[i];
    if (character === undefined) return undefined;
    if (character === ']' && !first) break;
    if (character === '[' && characters[i + 1] === ':') {
      const end = characters.indexOf(']', i + 2);
      if (end > 0 && characters[end - 1] === ':' && end - 1 > i + 1) {
        const test = CLASSES.get(characters.slice(i + 2, end - 1).join(''));
        if (test === undefined) return undefined;
        named.push(test);
        i = end + 1;
        continue;
      }
    }
    if (character === '\\') {
      character = characters[++i];
      if (character === undefined) return undefined;
    }
    let last = character;
    if (characters[i + 1] === '-' && characters[i + 2] !== ']' && characters[i + 2] !== undefined) {
      i += 2;
      if (characters[i] === '\\') i++;
      last = characters[i] ?? '';
      if (last === '') return undefined;
    }
    ranges.push([character, last]);
    i++;
  }
  const holds = (character: string): boolean => {
    const code = character.codePointAt(0) as number;
    return (
      ranges.some(([from, to]) => (from.codePointAt(0) as number) <= code && code <= (to.codePointAt(0) as number)) ||
      named.some((test) => test(character))
    );
  };
  return { token: { kind: 'class', negated, holds }, last: i };
}

const CLASSES: ReadonlyMap<string, (character: string) => boolean> = new Map(
  [
    ['alnum', /[0-9A-Za-z]/],
    ['alpha', /[A-Za-z]/],
    ['blank', /[ \t]/],
    ['cntrl', /[\x00-\x1f\x7f]/],
    ['digit', /[0-9]/],
    ['graph', /[\x21-\x7e]/],
    ['lower', /[a-z]/],
    ['print', /[\x20-\x7e]/],
    ['punct', /[!-/:-@[-`{-~]/],
    ['space', /[\s]/],
    ['upper', /[A-Z]/],
    ['xdigit', /[0-9A-Fa-f]/],
  ].map(([name, test]) => [name as string, (character: string) => (test as RegExp).test(character)]),
);

const NO_CODE = -1;
const NOT_THERE = 0;
const ENTERED = 1;
/** In the midst of what a token takes: it may go on, but the token behind it cannot begin yet. */
const WITHIN = 2;

/**
 * Follows all ways through the tokens at once; a state is the index of the token that comes next. Whoever stands at a token that
 * takes anything can get wherever one at an earlier token will get later, so that the earlier ones are given up: at two stars all of
 * them, at `*` those behind the last slash of the pattern.
 */
function matchesTokens(tokens: readonly Token[], path: string): boolean {
  const end = tokens.length;
  let now = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  const enter = (states: Uint8Array, state: number): void => {
    for (let at = state; states[at] !== ENTERED; at++) {
      states[at] = ENTERED;
      const kind = tokens[at]?.kind;
      if (kind !== 'star' && kind !== 'folders') return;
    }
  };
  const segments = segmentStarts(tokens);
  const codes = Int32Array.from(tokens, (token) =>
    token.kind === 'character' ? (token.character.codePointAt(0) ?? 0) : NO_CODE,
  );
  enter(now, 0);
  let low = 0;
  for (const character of path) {
    next.fill(NOT_THERE);
    const code = character.codePointAt(0) ?? 0;
    let keptFrom = end + 1;
    let droppedTo = end + 1;
    for (let state = end; state >= low; state--) {
      if (now[state] === NOT_THERE || (state >= keptFrom && state < droppedTo)) continue;
      const wanted = codes[state] ?? NO_CODE;
      if (wanted !== NO_CODE) {
        if (wanted === code) enter(next, state + 1);
        continue;
      }
      const token = tokens[state];
      switch (token?.kind) {
        case 'one':
          if (character !== '/') enter(next, state + 1);
          break;
        case 'class':
          if (character !== '/' && token.holds(character) !== token.negated) enter(next, state + 1);
          break;
        case 'star':
          if (character !== '/') enter(next, state);
          keptFrom = segments[state] ?? 0;
          droppedTo = state;
          break;
        case 'folders':
          if (next[state] === NOT_THERE) next[state] = WITHIN;
          if (character === '/') enter(next, state + 1);
          low = state;
          break;
        case 'rest':
          if (next[state] === NOT_THERE) next[state] = WITHIN;
          enter(next, state + 1);
          low = state;
          break;
        default:
      }
    }
    [now, next] = [next, now];
  }
  return now[end] !== NOT_THERE;
}

/** For each token the place behind the last token before it that can take a slash. */
function segmentStarts(tokens: readonly Token[]): Int32Array {
  const starts = new Int32Array(tokens.length);
  let start = 0;
  for (const [i, token] of tokens.entries()) {
    starts[i] = start;
    if (token.kind === 'folders' || token.kind === 'rest' || (token.kind === 'character' && token.character === '/'))
      start = i + 1;
  }
  return starts;
}
