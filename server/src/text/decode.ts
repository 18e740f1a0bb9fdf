/** The encoding of a file that is neither UTF-8 nor UTF-16 with a byte order mark; `nothing` where it is not text. */
export type ReadAs = 'GB18030' | 'UTF-16' | 'nothing';

export interface Decoded {
  readonly text: string;
  readonly readAs?: ReadAs;
}

/**
 * Bytes as text: UTF-16 where a byte order mark says so, else UTF-8, else GB18030, which Chinese Windows calls ANSI, or UTF-16 without
 * its mark. The mark is not part of the text. A file that is not text gives an empty one.
 */
export function decode(bytes: Uint8Array): Decoded {
  const marked = encodingOfMark(bytes);
  const sound = tryDecode(bytes, marked ?? unmarkedUtf16(bytes) ?? 'utf-8');
  if (sound !== undefined && !isBinary(bytes, sound))
    return marked === undefined && unmarkedUtf16(bytes) !== undefined
      ? { text: sound, readAs: 'UTF-16' }
      : { text: sound };
  const chinese = marked === undefined && sound === undefined ? tryDecode(bytes, 'gb18030') : undefined;
  if (chinese !== undefined && !NEVER_WRITTEN.test(chinese)) return { text: chinese, readAs: 'GB18030' };
  return { text: '', readAs: 'nothing' };
}

/** The same for a text that is only shown or compared: bytes that are not text become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  const { text, readAs } = decode(bytes);
  return readAs === 'nothing' ? new TextDecoder(encodingOfMark(bytes) ?? 'utf-8').decode(bytes) : text;
}

/** Characters that nobody writes: control characters and private ones. Bytes of other encodings may read as GB18030, but with these. */
const NEVER_WRITTEN = /[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]/;

/** Whether a text has so many NUL characters that it is not text. */
function isBinary(bytes: Uint8Array, text: string): boolean {
  if (!text.includes('\0')) return false;
  const head = text.slice(0, 8000);
  return head.split('\0').length - 1 > head.length / 10 && bytes.length > 100;
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not in this encoding; the decoder has no other way to say so.
    return undefined;
  }
}

function encodingOfMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** Texts of ours begin with ASCII or have it at their first line's end: every other of these bytes is a zero then, and never in UTF-8. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return undefined;
  const head = bytes.subarray(0, 200);
  let even = 0;
  let odd = 0;
  head.forEach((byte, i) => {
    if (byte !== 0) return;
    if (i % 2 === 0) even++;
    else odd++;
  });
  if (even === 0 && odd * 10 >= head.length) return 'utf-16le';
  return odd === 0 && even * 10 >= head.length ? 'utf-16be' : undefined;
}
