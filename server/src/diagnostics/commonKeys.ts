import type { Binding, Cvm, Entity, NetworkInterface, Source } from '#model/model.ts';
import { singleAddress } from '#model/values.ts';
import type { Address } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';

/** The names, ids and addresses of a binding, as keys that are equal where two bindings have one of them in common. */
export const commonKeys = {
  *name({ entity }: Binding): Iterable<string> {
    const name = entity?.node.name;
    if (entity !== undefined && !entity.builtin && name !== undefined && name.text !== '')
      yield JSON.stringify([entity.region, name.text]);
  },
  *id({ entity }: Binding): Iterable<string> {
    if (entity === undefined || entity.builtin) return;
    for (const { id } of idsOf(entity)) if (!id.text.startsWith('$name:')) yield id.text;
  },
  /** Two cvms of one vpc; those without any are in the one classic network of their region. */
  *address({ entity }: Binding): Iterable<string> {
    if (entity?.kind !== 'cvm') return;
    for (const { networkInterface, address } of privateAddressesOf(entity))
      yield addressKey(entity, networkInterface, address);
  },
};

interface WrittenId {
  readonly source: Source;
  readonly id: ast.Name;
}

/** The ids of an entity and of its interfaces. */
export function idsOf(entity: Entity): readonly WrittenId[] {
  const parts = entity.kind === 'cvm' ? entity.interfaces : [entity];
  return parts.flatMap(({ source, node }) => node.ids.map((id) => ({ source, id })));
}

export function addressKey({ region }: Cvm, { vpc }: NetworkInterface, { family, start }: Address): string {
  return `${region.length} ${region}${vpc === undefined ? '' : `/${vpc}`} ${family} ${start}`;
}

interface WrittenAddress {
  readonly networkInterface: NetworkInterface;
  readonly text: ast.AddressText;
  readonly address: Address;
}

export function privateAddressesOf({ interfaces }: Cvm): readonly WrittenAddress[] {
  return interfaces.flatMap((networkInterface) => {
    const { node, privateAddresses } = networkInterface;
    const same = node.privateAddresses.length === privateAddresses.length;
    return node.privateAddresses.flatMap((text, i) => {
      const address = same ? privateAddresses[i] : singleAddress(text);
      return address === undefined ? [] : [{ networkInterface, text, address }];
    });
  });
}
