// Reads and writes the files of a command, and says why where that is not possible.

import { type Decoded, decode, decodeText } from '#text/decode.ts';
import { uriOf } from './paths.ts';
import { type EXIT, fail, type System } from './system.ts';

type Read<T> = T | { readonly error: string };

/** A file that is named. What of it is no text becomes U+FFFD. With a folder, only what lies in that is read, links followed. */
export async function readText(
  system: System,
  file: string,
  folder?: string,
): Promise<Read<{ readonly text: string }>> {
  const read = await bytesOf(system, file, folder);
  return 'error' in read ? read : { text: decodeText(read.bytes) };
}

/** The same, with the encoding that it turned out to have. */
export async function readDecoded(system: System, file: string): Promise<Read<Decoded>> {
  const read = await bytesOf(system, file);
  return 'error' in read ? read : decode(read.bytes);
}

async function bytesOf(system: System, file: string, folder?: string): Promise<Read<{ readonly bytes: Uint8Array }>> {
  const read = await system.readBytes(file, folder);
  return 'error' in read ? { error: cannotRead(file, read.error) } : read;
}

export function cannotRead(file: string, why: string): string {
  return `'${file}' cannot be read. ${why}`;
}

/** Writes a file whole or not at all; `instead` is the text that it has to have until then. Answers the exit code where it cannot. */
export async function write(
  system: System,
  file: string,
  text: string,
  instead?: string,
): Promise<typeof EXIT.failed | undefined> {
  const fault = await system.replaceFile(file, text, instead);
  return fault === undefined ? undefined : fail(system, `'${file}' cannot be written: ${fault}.`);
}

/** Refuses to write a result over a file that it is made from, also by another way to it. Answers the exit code. */
export function sparing(
  system: System,
  output: string | undefined,
  inputs: readonly string[],
): typeof EXIT.failed | undefined {
  const fileAt = (file: string) => {
    const uri = uriOf(system, file);
    return system.host.resolve?.(uri) ?? uri;
  };
  const target = output === undefined ? undefined : fileAt(output);
  if (inputs.every((input) => fileAt(input) !== target)) return undefined;
  return fail(system, `'${output}' is one of the files that this is made from: name another file with -o.`);
}

/** Prints a result, or writes it into the file of `-o`. Answers the exit code where that cannot be written. */
export async function put(
  system: System,
  text: string,
  output: string | undefined,
): Promise<typeof EXIT.failed | undefined> {
  if (output !== undefined) return write(system, output, text);
  system.out(text);
  return undefined;
}
