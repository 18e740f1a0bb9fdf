// Whether a name fits a pattern of `fileset`: `*` stands for any text, `?` for one character, `{a,b}` for one of both.

export function fits(name: string, pattern: string): boolean {
  return alternatives(pattern).some((one) => fitsPlain(name, one));
}

/** The most patterns that the braces of one may make. */
const MOST = 100;

function alternatives(pattern: string): readonly string[] {
  const found: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined && found.length + open.length < MOST; next = open.pop()) {
    const [whole, inside] = /\{([^{}]*)\}/.exec(next) ?? [];
    if (whole === undefined || inside === undefined) found.push(next);
    else for (const one of inside.split(',')) open.push(next.replace(whole, () => one));
  }
  return found;
}

/** It goes back to the last `*` only, so that its time grows no faster than the product of the lengths. */
function fitsPlain(name: string, pattern: string): boolean {
  let [at, place] = [0, 0];
  let star: { readonly place: number; at: number } | undefined;
  while (at < name.length) {
    if (pattern[place] === '*') star = { place: place++, at };
    else if (pattern[place] === '?' || (place < pattern.length && pattern[place] === name[at])) {
      at++;
      place++;
    } else if (star !== undefined) {
      star.at++;
      at = star.at;
      place = star.place + 1;
    } else return false;
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
}
