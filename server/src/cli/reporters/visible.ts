/**
 * Makes text from files safe for a terminal: control characters, those that change the direction of text and those that have no shape
 * become visible, but for tabs, and for joiners and variants of other characters.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}

const HIDDEN = /(?![\t\p{Join_Control}\p{Variation_Selector}])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
