import { resolveEndpoint } from '#engine/endpoint.ts';
import { hasPorts } from '#engine/packet.ts';
import * as engine from '#engine/reach.ts';
import { endpointFault, protocolNamed } from '#engine/words.ts';
import * as services from '#net/services.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';

export interface ReachQuestion {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: number;
  readonly region?: string;
}

/** Who reaches an end, or whom it reaches; or what is wrong with the question. */
export function reach(
  snapshot: Snapshot,
  question: ReachQuestion,
): { readonly endpoint: string; readonly paths: readonly engine.ReachPath[] } | { readonly error: string } {
  const { from, to, region } = question;
  if ((from === undefined) === (to === undefined)) return { error: t("Say either 'from' or 'to'.") };
  const text = from ?? to ?? '';
  const asked = askedServices(question);
  if (asked !== undefined && 'error' in asked) return asked;
  const end = resolveEndpoint(snapshot.model, text, region);
  if (!end.ok) return { error: endpointFault(end.error, t('say which region')) };
  const { endpoint } = end.value;
  const { paths } = engine.reach(snapshot.model, {
    region: end.value.region,
    ...(from === undefined ? { to: endpoint } : { from: endpoint }),
    ...(asked === undefined ? {} : { services: asked.set }),
  });
  return { endpoint: text, paths };
}

/** Undefined: every service. */
export function askedServices({
  protocol: text,
  port,
}: Pick<ReachQuestion, 'protocol' | 'port'>):
  | { readonly set: services.ServiceSet }
  | { readonly error: string }
  | undefined {
  if (text === undefined) return undefined;
  const protocol = protocolNamed(text);
  if (protocol === undefined)
    return {
      error: t("'{0}' is no protocol: use tcp, udp, icmp, icmpv6, gre, other or a number from 0 to 255.", text),
    };
  if (port === undefined) return { set: services.protocol(protocol) };
  if (!hasPorts(protocol)) return { error: t('{0} has no ports.', protocol) };
  if (!Number.isInteger(port) || port < 1 || port > services.MAX_PORT)
    return { error: t('A port is a number from 1 to {0}.', services.MAX_PORT) };
  return { set: services.ports(protocol, port, port) };
}
