import type { Packet } from '#engine/packet/packet.ts';
import { printAddress } from '#net/address.ts';

/** A packet as all results print it. */
export function jsonPacket({ source, destination, protocol, sourcePort, port }: Packet) {
  return { source: printAddress(source), destination: printAddress(destination), protocol, sourcePort, port };
}
