import type { Host } from '#workspace/host.ts';

/** Files in memory, which tests may change; `reads` counts what was asked for. */
export interface MemoryHost extends Host {
  readonly files: Map<string, string>;
  reads: number;
}

export function memoryHost(files: Iterable<readonly [uri: string, text: string]> = []): MemoryHost {
  const held = new Map(files);
  const host: MemoryHost = {
    files: held,
    reads: 0,
    async list(folder) {
      const uris = [...held.keys()].filter((uri) => uri.startsWith(`${folder}/`)).sort();
      return { uris, complete: true };
    },
    async read(uri) {
      host.reads++;
      const text = held.get(uri);
      return text === undefined ? { error: 'There is no such file.' } : { text };
    },
  };
  return host;
}
