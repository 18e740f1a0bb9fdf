/**
 * The text of a file that some other program wrote: UTF-8, UTF-16 with its mark or recognised by its zeros, or, where it is none
 * of them, GB18030, which Chinese spreadsheets write.
 */
export function decodeFile(bytes: Uint8Array): string {
  for (const encoding of [utf16(bytes) ?? 'utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding; the decoder has no other way to say so.
    }
  }
  return new TextDecoder('utf-8').decode(bytes);
}

function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 4 || bytes.length % 2 !== 0) return undefined;
  // Tables and JSON begin with ASCII or have it at their first line's end: half of its bytes are zeros then, and never in UTF-8.
  const head = bytes.subarray(0, 200);
  let even = 0;
  let odd = 0;
  head.forEach((byte, i) => {
    if (byte !== 0) return;
    if (i % 2 === 0) even++;
    else odd++;
  });
  if (odd > 0 && even === 0) return 'utf-16le';
  return even > 0 && odd === 0 ? 'utf-16be' : undefined;
}
