import type { MapEdge, MapGraph, MapNode } from '#protocol/packets.ts';

/** The part of the map that is shown: the edges with a service, and the nodes that a search finds with their neighbours. */
export interface Shown {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Ids of the nodes that the search finds, without their neighbours. */
  readonly found: ReadonlySet<string>;
}

export function select({ nodes, edges }: MapGraph, search: string, service: string): Shown {
  const ofService =
    service === '' ? edges : edges.filter((edge) => edge.services.some((each) => covers(each, service)));
  const text = search.trim().toLowerCase();
  if (text === '') return { nodes, edges: ofService, found: new Set() };
  const matches = ({ label, members }: MapNode): boolean =>
    label.toLowerCase().includes(text) || members.some((member) => member.toLowerCase().includes(text));
  const found = new Set(nodes.filter(matches).map(({ id }) => id));
  const held = holding(nodes, found);
  const near = ofService.filter(({ from, to }) => held.has(from) || held.has(to));
  const kept = new Set([...found, ...near.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter(({ id }) => kept.has(id)), edges: near, found };
}

/** The edges as a picture draws them: each with those of its services that no larger bundle of addresses has. */
export function ownLines({ nodes, edges }: MapGraph): MapGraph {
  const own = edges.map(({ own: services, ...edge }) => (services === undefined ? edge : { ...edge, services }));
  return { nodes, edges: own.filter(({ services }) => services.length > 0) };
}

/** These nodes, and the bundles that hold all addresses of one of them: the edges of such a bundle are also edges of the node. */
export function holding(nodes: readonly MapNode[], ids: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...ids, ...nodes.filter(({ id }) => ids.has(id)).flatMap(({ within = [] }) => within)]);
}

/** `tcp 22,80-90` covers `tcp 22` and `tcp`; `all` covers everything. */
function covers(offered: string, wanted: string): boolean {
  if (offered === 'all' || offered === wanted) return true;
  const [protocol, ports] = offered.split(' ');
  const [wantedProtocol, wantedPort] = wanted.split(' ');
  if (protocol !== wantedProtocol) return false;
  if (ports === undefined || wantedPort === undefined) return true;
  const port = Number(wantedPort);
  return ports.split(',').some((range) => {
    const [first = '', last = first] = range.split('-');
    return Number(first) <= port && port <= Number(last);
  });
}

/** What the filter offers: of each range of ports that is allowed anywhere its first port, and the protocols without ports. */
export function servicesOf({ edges }: MapGraph): readonly string[] {
  const services = new Set<string>();
  for (const edge of edges) {
    for (const each of edge.services) {
      const [protocol = '', ports] = each.split(' ');
      if (each === 'all') continue;
      if (ports === undefined) services.add(protocol);
      for (const range of ports?.split(',') ?? []) services.add(`${protocol} ${range.split('-')[0]}`);
    }
  }
  return [...services].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

/** A packet of the first service that the edge allows, as Test Packet takes it. */
export function packetOf({ services }: MapEdge): string {
  const [first = 'all'] = services;
  const [protocol = 'tcp', ports = ''] = first.split(' ');
  const port = /^\d+/.exec(ports)?.[0];
  if (protocol === 'all') return 'tcp 443';
  if (protocol === 'tcp' || protocol === 'udp') return `${protocol} ${port ?? '443'}`;
  return protocol;
}
