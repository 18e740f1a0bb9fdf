/**
 * The text without the characters at its end that are of a kind. A regular expression would look for the end from each of them anew, and
 * take minutes where a file has a hundred thousand of them in its middle.
 */
export function withoutEnd(text: string, isOfKind: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0 && isOfKind(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
