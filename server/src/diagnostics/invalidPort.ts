import { servicesIn } from '#model/parts.ts';
import { portFault } from '#model/values.ts';
import { MAX_PORT } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, rewrite } from './fix.ts';
import { quoted } from './words.ts';

/** `text` is that of the block. */
export function invalidPorts(node: ast.Declaration, text: string): Finding[] {
  const findings: Finding[] = [];
  for (const service of servicesIn(node)) {
    if (service.kind !== 'tcp' && service.kind !== 'udp') continue;
    for (const port of service.ports) {
      const message = faultOf(port, text);
      if (message !== undefined) findings.push(finding('invalid-port', port, message));
    }
  }
  return findings;
}

/** Writes a range that runs backwards the other way round, or a range past the last port up to it. */
export function fixPort(context: FixContext, { start, end }: Diagnostic): readonly Fix[] {
  const node = context.placed.block.declaration;
  const ports = (node === undefined ? [] : servicesIn(node)).flatMap((service) =>
    'ports' in service ? service.ports : [],
  );
  const port = ports.find((each) => each.start === start);
  const newText = port && meantRange(port);
  return newText === undefined ? [] : [{ ...rewrite(context, { start, end, newText }), changesPackets: true }];
}

function meantRange({ first, last }: ast.Port): string | undefined {
  const [low, high] = [Math.min(first, last), Math.min(Math.max(first, last), MAX_PORT)];
  return low < high ? `${low}-${high}` : undefined;
}

function faultOf(port: ast.Port, text: string): string | undefined {
  const written = (): string => quoted(text.slice(port.start, port.end));
  switch (portFault(port)) {
    case 'not-a-number':
    case 'over-65535':
      return t('{0} is not a port: ports are whole numbers from 1 to 65535.', written());
    case 'backwards':
      return t("The range {0} runs backwards: write '{1}-{2}'.", written(), port.last, port.first);
    case 'zero':
      return t("0 is not a port: ports go from 1 to 65535. For all ports, write no port or 'all'.");
    case undefined:
      return undefined;
  }
}
