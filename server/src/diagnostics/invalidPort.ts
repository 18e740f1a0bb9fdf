import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { services } from './walk.ts';
import { quoted } from './words.ts';

/** `text` is the block's. */
export function invalidPorts(node: ast.Declaration, text: string): Finding[] {
  const findings: Finding[] = [];
  for (const service of services(node)) {
    if (service.kind !== 'tcp' && service.kind !== 'udp') continue;
    for (const port of service.ports) {
      const fault = portFault(port, text.slice(port.start, port.end));
      if (fault !== undefined) findings.push(finding('invalid-port', port, fault));
    }
  }
  return findings;
}

/** A range may begin at 0 and then means 1, but 0 alone is no port. */
function portFault(port: ast.Port, written: string): string | undefined {
  const { first, last } = port;
  if (!isPort(first) || !isPort(last))
    return t('{0} is no port: ports are whole numbers from 1 to 65535.', quoted(written));
  if (first > last) return t("The range {0} runs backwards: write '{1}-{2}'.", quoted(written), last, first);
  if (last === 0) return t("0 is no port: ports go from 1 to 65535. For all ports, write none or 'all'.");
  return undefined;
}

function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= 65535;
}
