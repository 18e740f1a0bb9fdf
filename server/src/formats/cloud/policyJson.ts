// One rule of the API: `SecurityGroupPolicy` of a group, `NetworkAclEntry` and `NetworkAclQuintupleEntry` of an acl.

import type * as ast from '#syntax/ast.ts';
import { type JsonObject, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { readAction } from '../action.ts';
import { isNameReference, missingPeer, namedAt, readPeerAddress } from '../addressText.ts';
import { type Piece, placeOf } from '../piece.ts';
import { readService, refuseBeside } from '../serviceText.ts';
import { isSound, judged, quote, report, type Source } from '../source.ts';
import { at, fieldsOf } from './jsonValues.ts';
import type { StatedRule } from './order.ts';
import { type Count, type Read, readObject } from './shape.ts';
import { ACL_ENTRY, POLICY, QUINTUPLE_ENTRY } from './shapes.ts';

export function readPolicy(source: Source, object: JsonObject): StatedRule {
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, POLICY, object);
    const address = has.AddressTemplate?.has;
    return {
      action: readAction(own, has.Action, whole, noAction),
      service: policyService(own, has, whole),
      peers: onePeer(own, whole, [
        ['CidrBlock', has.CidrBlock, (piece) => addressOf(own, piece, 'CidrBlock')],
        ['Ipv6CidrBlock', has.Ipv6CidrBlock, (piece) => addressOf(own, piece, 'Ipv6CidrBlock')],
        ['SecurityGroupId', has.SecurityGroupId, (piece) => groupOf(own, piece)],
        ['AddressId', address?.AddressId, (piece) => addressTemplate(own, piece)],
        ['AddressGroupId', address?.AddressGroupId, (piece) => addressTemplate(own, piece)],
      ]),
      description: has.PolicyDescription,
      left,
      whole,
      place: has.PolicyIndex,
    };
  });
}

const noAction = () => t("The policy has no Action: write 'ACCEPT' or 'DROP'.");

export function readAclEntry(source: Source, object: JsonObject, direction: ast.Direction): StatedRule {
  if (isQuintuple(object)) return readQuintuple(source, object, direction);
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, ACL_ENTRY, object);
    return {
      action: readAction(own, has.Action, whole, noAction),
      service: readService(own, has.Protocol, has.Port, whole),
      peers: onePeer(own, whole, [
        ['CidrBlock', has.CidrBlock, readPeerAddress],
        ['Ipv6CidrBlock', has.Ipv6CidrBlock, readPeerAddress],
      ]),
      description: has.Description,
      left,
      whole,
      place: has.Priority,
    };
  });
}

/** The members by which an entry of a QUINTUPLE acl differs from one of a TRIPLE. */
export const QUINTUPLE_KEYS: readonly string[] = [
  'SourceCidr',
  'SourceIPv6Cidr',
  'SourcePort',
  'DestinationCidr',
  'DestinationIPv6Cidr',
  'DestinationPort',
];

function isQuintuple(object: JsonObject): boolean {
  return QUINTUPLE_KEYS.some((key) => member(object, key) !== undefined);
}

/**
 * A rule has the address of the far side and the port of the destination. The rule language cannot express a near address or a source port
 * that narrows an entry: such an entry matches nothing in a snapshot of the user's folder, and is noted at an import.
 */
function readQuintuple(source: Source, object: JsonObject, direction: ast.Direction): StatedRule {
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, QUINTUPLE_ENTRY, object);
    const noteNarrow = (piece: Piece | undefined, what: string, everything: RegExp) => {
      if (piece === undefined || everything.test(piece.text)) return;
      const words = t('The rule language cannot express {0} {1} of a QUINTUPLE ACL.', what, quote(piece.text));
      report(own, own.live ? 'refused' : 'lost', piece, words);
    };
    const isInbound = direction === 'inbound';
    const nearSide = isInbound ? t('the destination') : t('the source');
    noteNarrow(has.SourcePort, t('the source port'), /^(all|0?1?-65535)$/i);
    noteNarrow(isInbound ? has.DestinationCidr : has.SourceCidr, nearSide, /^0\.0\.0\.0\/0$/);
    noteNarrow(isInbound ? has.DestinationIPv6Cidr : has.SourceIPv6Cidr, nearSide, /^(::|0::0)\/0$/);
    return {
      action: readAction(own, has.Action, whole, noAction),
      service: readService(own, has.Protocol, has.DestinationPort, whole),
      peers: onePeer(own, whole, [
        isInbound
          ? ['SourceCidr', has.SourceCidr, readPeerAddress]
          : ['DestinationCidr', has.DestinationCidr, readPeerAddress],
        isInbound
          ? ['SourceIPv6Cidr', has.SourceIPv6Cidr, readPeerAddress]
          : ['DestinationIPv6Cidr', has.DestinationIPv6Cidr, readPeerAddress],
      ]),
      description: has.Description,
      // The snapshot is written back with all that such an entry says.
      left: own.live ? quintupleFields(own, object) : left,
      whole,
      place: has.Priority,
    };
  });
}

function quintupleFields(source: Source, object: JsonObject): ast.Field[] {
  return [...fieldsOf({ ...source, findings: [] }, object).values()].flatMap(({ key, value }) => {
    if (value === undefined || key === 'Action' || key === 'Description') return [];
    if (QUINTUPLE_ENTRY.stamps.has(key) || key === 'Priority') return [];
    return [{ path: [key], text: source.text.slice(value.start, value.end), ...at(source, value) }];
  });
}

interface Parts {
  readonly action: ReturnType<typeof readAction>;
  readonly service: ast.Service | undefined;
  readonly peers: readonly ast.Peer[];
  readonly description: ast.Text | undefined;
  readonly left: readonly ast.Field[];
  readonly whole: Range;
  readonly place: Count | undefined;
}

/**
 * In a snapshot of the user's folder, a rule that is refused matches nothing, so it has no service. It keeps its peer, so that what the
 * peer refers to counts as used.
 */
function stated(source: Source, read: (own: Source) => Parts): StatedRule {
  let place: Count | undefined;
  const rule = judged(source, (own): ast.Rule => {
    const { action, service, peers, description, left, whole, place: said } = read(own);
    place = said;
    return {
      ...action,
      service: own.live && !isSound(own) ? undefined : service,
      peers,
      description,
      whole,
      fields: left.length === 0 ? undefined : left,
      ...whole,
    };
  });
  return { rule, place };
}

function policyService(
  source: Source,
  { Protocol, Port, ServiceTemplate }: Read<(typeof POLICY)['kinds']>['has'],
  whole: Range,
): ast.Service | undefined {
  const { ServiceId, ServiceGroupId } = ServiceTemplate?.has ?? {};
  const piece = ServiceId ?? ServiceGroupId;
  if (piece === undefined) return readService(source, Protocol, Port, whole);
  if (ServiceId !== undefined && ServiceGroupId !== undefined) {
    const both = t('ServiceTemplate has a ServiceId and a ServiceGroupId: only one of them may be there.');
    report(source, 'refused', ServiceGroupId, both);
  }
  refuseBeside(source, [Protocol, Port], () =>
    t('A policy has either a ServiceTemplate or Protocol and Port, not both.'),
  );
  const service = namedAt(piece);
  if (isNameReference(piece.text) || SERVICES_ID.test(piece.text)) return service;
  const wrong = t("{0} is not a service template: their ids begin with 'ppm-' or 'ppmg-'.", quote(piece.text));
  report(source, 'refused', service, wrong);
  return undefined;
}

type PeerReader = readonly [key: string, piece: Piece | undefined, read: (piece: Piece) => ast.Peer];

/** Exactly one of the members may say something. */
function onePeer(source: Source, whole: Range, readers: readonly PeerReader[]): ast.Peer[] {
  let first: { readonly key: string; readonly peer: ast.Peer } | undefined;
  for (const [key, piece, read] of readers) {
    if (piece === undefined) continue;
    if (first === undefined) {
      first = { key, peer: read(piece) };
      continue;
    }
    const two = t('The policy has two peers, {0} and {1}: only one of them may be there.', first.key, key);
    report(source, 'refused', piece, two);
  }
  if (first !== undefined) return [first.peer];
  const none = t("The policy has no peer. Write '0.0.0.0/0' as its CidrBlock if it is meant for every IPv4 address.");
  return missingPeer(source, whole, none);
}

const GROUP_ID = /^sg-[A-Za-z0-9]+$/;
const ADDRESSES_ID = /^ipmg?-[A-Za-z0-9]+$/;
const SERVICES_ID = /^ppmg?-[A-Za-z0-9]+$/;

function groupOf(source: Source, piece: Piece): ast.Peer {
  return reference(source, piece, GROUP_ID, t("a security group: it begins with 'sg-'"));
}

function addressTemplate(source: Source, piece: Piece): ast.Peer {
  return reference(source, piece, ADDRESSES_ID, t("an address template: it begins with 'ipm-' or 'ipmg-'"));
}

function reference(source: Source, piece: Piece, form: RegExp, what: string): ast.Peer {
  const peer = namedAt(piece);
  if (isNameReference(piece.text) || form.test(piece.text)) return peer;
  report(source, 'refused', peer, t('{0} is not an id of {1}.', quote(piece.text), what));
  return { kind: 'broken', ...placeOf(peer) };
}

/** An address in the member for the other family is read as what it is, and written back into the right member. */
function addressOf(source: Source, piece: Piece, key: 'CidrBlock' | 'Ipv6CidrBlock'): ast.Peer {
  const isMisplaced = piece.text.includes(':') !== (key === 'Ipv6CidrBlock');
  if (isMisplaced)
    report(
      source,
      'lost',
      piece,
      t('{0} is in {1}: it is read as an address of its own family.', quote(piece.text), key),
    );
  return readPeerAddress(piece);
}
