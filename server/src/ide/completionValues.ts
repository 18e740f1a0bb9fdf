// Ports, addresses and dates that may stand in a place.

import { addressesIn, servicesIn } from '#model/parts.ts';
import { printAddress } from '#net/address.ts';
import { printServices } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { CompletionContext, CompletionItem } from './completionItem.ts';
import { title } from './describe.ts';
import { wellKnownPorts } from './wellKnownPorts.ts';

/** Ports of well-known services, and all of them where no range is begun. */
export function portItems(context: CompletionContext): readonly CompletionItem[] {
  const protocol = protocolAt(context);
  const known = wellKnownPorts
    .filter(({ protocols }) => protocol === undefined || protocols.includes(protocol))
    .map(({ port, name }): CompletionItem => {
      return { kind: 'value', label: String(port), detail: t(name), rank: 3 + port / 100_000 };
    });
  if (context.at.endsRange) return known;
  const about = { kind: 'keyword', word: 'all' } as const;
  return [{ kind: 'keyword', label: 'all', detail: t('every port'), rank: 4, about }, ...known];
}

/** The protocol whose ports are being written: that of the last service that begins before the place. */
function protocolAt({ node, offset }: CompletionContext): 'tcp' | 'udp' | undefined {
  if (node === undefined) return undefined;
  const before = servicesIn(node).findLast((service) => service.start < offset);
  return before?.kind === 'tcp' || before?.kind === 'udp' ? before.kind : undefined;
}

/** The rank of what matches nothing together with the service before it: behind everything else. */
export const OTHER_FAMILY = 90;

/** The version of IP of which the service before the place is; none for one of both. */
export function familyAt({ folder, region, node, offset }: CompletionContext): 4 | 6 | undefined {
  const service = node && servicesIn(node).findLast(({ start }) => start < offset);
  if (service?.kind === 'icmp') return 4;
  if (service?.kind === 'icmpv6') return 6;
  const named = service?.kind === 'name' ? folder.model.regions.get(region)?.names.get(service.name.text) : undefined;
  if (named?.kind !== 'services') return undefined;
  const texts = printServices(named.set);
  if (texts.length > 0 && texts.every((text) => text === 'icmp')) return 4;
  return texts.length > 0 && texts.every((text) => text === 'icmpv6') ? 6 : undefined;
}

/** The most addresses that are offered. */
const MOST_ADDRESSES = 200;

/** Addresses that are written somewhere in the region, the most used first, and those of its machines. */
export function addressItems(context: CompletionContext): readonly CompletionItem[] {
  const { folder, region, word } = context;
  const family = familyAt(context);
  const counts = new Map<string, number>();
  for (const { block, region: own, entity } of folder.model.bindings.values()) {
    if (own !== region || entity?.builtin === true || block.declaration === undefined || entity?.kind === 'cvm')
      continue;
    for (const text of writtenIn(block)) if (text !== word) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const items = [...counts].map(
    ([label, count]): CompletionItem => ({
      kind: 'value',
      label,
      detail: plural(count, 'address, used once', 'address, used {0} times'),
      rank: 40 - Math.min(count, 100) / 1000,
    }),
  );
  for (const cvm of folder.model.cvms) {
    if (cvm.region !== region) continue;
    for (const address of cvm.privateAddresses) {
      const label = printAddress(address);
      if (!counts.has(label)) items.push({ kind: 'value', label, detail: t('address of {0}', title(cvm)), rank: 45 });
    }
  }
  const isOther = ({ label }: CompletionItem) => family !== undefined && (family === 6) !== label.includes(':');
  return items
    .map((item) => (isOther(item) ? { ...item, rank: item.rank + OTHER_FAMILY } : item))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_ADDRESSES);
}

/** The addresses and blocks of a declaration; ranges, which only lists have, are left out. */
const writtenIn = memoOf(({ declaration }: ast.Block): readonly string[] => {
  const addresses = declaration === undefined ? [] : addressesIn(declaration);
  return addresses.filter(({ to }) => to === undefined).map(({ text }) => text);
});

/** Days that rules are often meant to end on: in a month, a quarter, at the end of the year, in a year. */
export function dateItems(today: string): readonly CompletionItem[] {
  const day = (days: number): string =>
    new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const year = today.slice(0, 4);
  const dates = [
    [day(7), t('in a week')],
    [day(30), t('in {0} days', 30)],
    [day(90), t('in {0} days', 90)],
    [`${year}-12-31`, t('the end of the year')],
    [day(365), t('in a year')],
  ] as const;
  return dates.map(([label, detail], i) => ({ kind: 'value', label, detail, rank: 10 + i }));
}
