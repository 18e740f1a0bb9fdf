import type { PacketChange } from '#engine/diff.ts';
import { visible } from './visible.ts';

/** `tcp 22 from 10.0.0.0/8`. */
export function changedPackets({ services, direction, peers }: PacketChange): string {
  return `${services.join(', ')} ${direction === 'inbound' ? 'from' : 'to'} ${visible(peers.join(', '))}`;
}
