// Files in memory for a workspace, instead of a disk.

import type { Host } from '#workspace/host.ts';

/** Files in memory, which tests may change; `reads` counts what was asked for. */
export interface MemoryHost extends Host {
  readonly files: Map<string, string>;
  reads: number;
  /** Told of each question before it is answered. */
  called: (() => void | Promise<void>) | undefined;
  resolve?: (uri: string) => string;
}

export function memoryHost(files: Iterable<readonly [uri: string, text: string]> = []): MemoryHost {
  const held = new Map(files);
  const list: Host['list'] = async (folder) => {
    await host.called?.();
    const uris = [...held.keys()].filter((uri) => uri.startsWith(`${folder}/`)).sort();
    return { uris, complete: true };
  };
  const host: MemoryHost = {
    files: held,
    reads: 0,
    called: undefined,
    list,
    relist: list,
    // The text itself is the best stamp of a text.
    async stamps(uris) {
      await host.called?.();
      return uris.map((uri) => held.get(uri));
    },
    async names(folder) {
      const names = [...held.keys()].flatMap((uri) => {
        const name = uri.startsWith(`${folder}/`) ? uri.slice(folder.length + 1) : '/';
        return name.includes('/') ? [] : [name];
      });
      return names.length === 0 ? undefined : names;
    },
    async read(uri) {
      host.reads++;
      await host.called?.();
      const text = held.get(uri);
      return text === undefined ? { error: 'There is no such file.', gone: true } : { text, stamp: text };
    },
  };
  return host;
}
