/** How many columns of a terminal or an editor a text takes. It holds no tabs and no line breaks. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Chinese, Japanese, Korean and emoji take two columns, marks that join the character before them none. */
export function characterWidth(character: string): number {
  if (/^[\x20-\x7e]$/.test(character)) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const wide =
  /^(?:[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|\p{Emoji_Presentation}|[\u3000-\u3029\u3030-\u303f\uff01-\uff60])$/u;
