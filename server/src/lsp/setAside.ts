import { t } from '#util/l10n.ts';
import type { Host, Listing } from '#workspace/host.ts';
import { canonicalUri } from './uris.ts';

/**
 * A host that does not hand over what the client has set aside: files that ended the process before. The client does not send their
 * texts either, so that all others are served.
 */
export function withoutSetAside(host: Host, setAside: unknown): Host {
  const uris = new Set(
    Array.isArray(setAside)
      ? setAside
          .filter((each) => typeof each === 'string')
          .map((each) => canonicalUri({ host, opened: new Map() }, each))
      : [],
  );
  if (uris.size === 0) return host;
  const without = ({ uris: found, complete }: Listing): Listing => ({
    uris: found.filter((uri) => !uris.has(uri)),
    complete,
  });
  return {
    ...host,
    list: async (folder) => without(await host.list(folder)),
    relist: (folder) => host.relist?.(folder)?.then(without),
    read: async (uri) =>
      uris.has(uri) ? { error: t('It was set aside, because it ended the language server twice.') } : host.read(uri),
  };
}
