// The three codes about how an address is written: `invalid-address`, `invalid-cidr`, `host-bits-set`.

import { machineAddressTexts } from '#model/interfaces.ts';
import { addressesIn } from '#model/parts.ts';
import { readAddress } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { printAddressText } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, rewrite } from './fix.ts';
import { nearestAddress } from './nearestAddress.ts';
import { quoted } from './words.ts';

/** `problems` are those of the block: an address that the grammar rejects already is not reported twice. */
export function addressFindings(node: ast.Declaration, problems: readonly ast.Problem[]): Finding[] {
  const findings: Finding[] = [];
  for (const address of addressesIn(node)) {
    const read = readAddress(address);
    if (!read.ok) {
      findings.push(
        finding(read.error.code, faultyPart(address, read.error.part), shortened(read.error.message, address)),
      );
    } else if (isMachines(node, address) && (address.to !== undefined || address.text.includes('/'))) {
      if (problems.some(({ start }) => start === address.start)) continue;
      const message = t('A CVM has single addresses; {0} is a block of them.', quoted(printAddressText(address)));
      findings.push(finding('invalid-address', address, message));
    } else if (read.network !== undefined) {
      const message = t(
        '{0} is an address within the block {1}, not the block itself. {1} is used.',
        quoted(printAddressText(address)),
        quoted(read.network),
      );
      findings.push(finding('host-bits-set', address, message));
    }
  }
  return findings;
}

export function fixAddress(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const node = context.placed.block.declaration;
  const address =
    node && addressesIn(node).find(({ start, end }) => start <= diagnostic.start && diagnostic.end <= end);
  if (node === undefined || address === undefined) return [];
  const { start, end, code } = diagnostic;
  if (code === 'host-bits-set') return fixHostBits(context, address);
  const isPart = start !== address.start || end !== address.end;
  const written = isPart && address.ends?.[1].start === start ? address.to : address.text;
  const isSingle = isPart || isMachines(node, address);
  const newText = isPart || address.to === undefined ? nearestAddress(written ?? '', { isSingle }) : turned(address);
  return newText === undefined ? [] : [{ ...rewrite(context, { start, end, newText }), changesPackets: true }];
}

/** Whether it is an address of a machine, which is a single one. */
function isMachines(node: ast.Declaration, address: ast.AddressText): boolean {
  return (node.kind === 'cvm' || node.kind === 'interface') && machineAddressTexts(node).includes(address);
}

/** Writes the network, which is how such an address is read, or the address without a prefix. */
function fixHostBits(context: FixContext, address: ast.AddressText): readonly Fix[] {
  const read = readAddress(address);
  if (!read.ok || read.network === undefined) return [];
  const { start, end, text } = address;
  const alone = text.slice(0, text.indexOf('/'));
  return [
    rewrite(context, { start, end, newText: read.network }),
    { ...rewrite(context, { start, end, newText: alone }), preferred: false, changesPackets: true },
  ];
}

/** The range with its ends exchanged, where it runs backwards. */
function turned({ text, to }: ast.AddressText): string | undefined {
  const range: ast.AddressText = { kind: 'address', text: to ?? '', to: text, start: 0, end: 0 };
  return readAddress(range).ok ? `${range.text}-${range.to}` : undefined;
}

function faultyPart(address: ast.AddressText, part: 'first' | 'last' | undefined) {
  if (part === undefined || address.ends === undefined) return address;
  return part === 'first' ? address.ends[0] : address.ends[1];
}

/** The message, with very long texts cut. */
function shortened(message: string, address: ast.AddressText): string {
  return [address.text, address.to ?? ''].reduce(
    (words, text) => (text.length > 60 ? words.replaceAll(`'${text}'`, quoted(text)) : words),
    message,
  );
}
