// What a reader takes for one character, which is what Terraform counts.

const PLAIN = /^[^\r\P{ASCII}]*$/u;

export function graphemes(text: string): readonly string[] {
  return PLAIN.test(text) ? [...text] : Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
