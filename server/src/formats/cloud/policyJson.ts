// One rule of the API: `SecurityGroupPolicy` of a group, `NetworkAclEntry` and `NetworkAclQuintupleEntry` of an acl.

import type * as ast from '#syntax/ast.ts';
import { type JsonObject, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, missingPeer, readPeerAddress, readReference } from '../addressText.ts';
import { readService } from '../serviceText.ts';
import { isSound, judged, type Piece, quote, report, type Source } from '../source.ts';
import { at, fieldsOf } from './jsonValues.ts';
import type { StatedRule } from './order.ts';
import { type Count, readObject } from './shape.ts';
import { ACL_ENTRY, POLICY, QUINTUPLE_ENTRY } from './shapes.ts';

export function readPolicy(source: Source, object: JsonObject): StatedRule {
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, POLICY, object);
    const address = has.AddressTemplate?.has;
    const template = (piece: Piece) =>
      reference(own, piece, ADDRESSES_ID, t("an address template: it begins with 'ipm-' or 'ipmg-'"));
    return {
      action: readAction(own, has.Action, whole),
      service: policyService(own, has, whole),
      peers: onePeer(own, whole, [
        ['CidrBlock', has.CidrBlock, (piece) => addressOf(own, piece, 'CidrBlock')],
        ['Ipv6CidrBlock', has.Ipv6CidrBlock, (piece) => addressOf(own, piece, 'Ipv6CidrBlock')],
        [
          'SecurityGroupId',
          has.SecurityGroupId,
          (piece) => reference(own, piece, GROUP_ID, t("a security group: it begins with 'sg-'")),
        ],
        ['AddressId', address?.AddressId, template],
        ['AddressGroupId', address?.AddressGroupId, template],
      ]),
      description: has.PolicyDescription,
      left,
      whole,
      place: has.PolicyIndex,
    };
  });
}

export function readAclEntry(source: Source, object: JsonObject, direction: ast.Direction): StatedRule {
  if (isQuintuple(object)) return readQuintuple(source, object, direction);
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, ACL_ENTRY, object);
    return {
      action: readAction(own, has.Action, whole),
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

/** What tells an entry of a QUINTUPLE acl from one of a TRIPLE. */
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
 * Rules here know the far side's address and the destination's port. A near address or a source port that narrows the entry
 * cannot be said: in a file that is part of the model such an entry matches nothing, elsewhere it is in the report.
 */
function readQuintuple(source: Source, object: JsonObject, direction: ast.Direction): StatedRule {
  return stated(source, (own) => {
    const { has, left, ...whole } = readObject(own, QUINTUPLE_ENTRY, object);
    const unsaid = (piece: Piece | undefined, what: string, everything: RegExp) => {
      if (piece === undefined || everything.test(piece.text)) return;
      const words = t('The rule language cannot express {0} {1} of a QUINTUPLE acl.', what, quote(piece.text));
      report(own, own.live ? 'refused' : 'lost', piece, words);
    };
    const isInbound = direction === 'inbound';
    const nearSide = isInbound ? t('the destination') : t('the source');
    unsaid(has.SourcePort, t('the source port'), /^(all|0?1?-65535)$/i);
    unsaid(isInbound ? has.DestinationCidr : has.SourceCidr, nearSide, /^0\.0\.0\.0\/0$/);
    unsaid(isInbound ? has.DestinationIPv6Cidr : has.SourceIPv6Cidr, nearSide, /^(::|0::0)\/0$/);
    return {
      action: readAction(own, has.Action, whole),
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
      // A file of the model is written back with all that such an entry says.
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
  readonly action: { readonly action: ast.Action; readonly range: Range };
  readonly service: ast.Service | undefined;
  readonly peers: readonly ast.Peer[];
  readonly description: ast.Text | undefined;
  readonly left: readonly ast.Field[];
  readonly whole: Range;
  readonly place: Count | undefined;
}

/**
 * A rule about which anything is refused matches nothing in a file of the model: its peer stays, so that what it refers to is known
 * as used.
 */
function stated(source: Source, read: (own: Source) => Parts): StatedRule {
  let place: Count | undefined;
  const rule = judged(source, (own): ast.Rule => {
    const { action, service, peers, description, left, whole, place: said } = read(own);
    place = said;
    return {
      action: action.action,
      actionRange: action.range,
      ...(service === undefined || (own.live && !isSound(own)) ? {} : { service }),
      peers,
      description,
      whole,
      ...(left.length === 0 ? {} : { fields: left }),
      ...whole,
    };
  });
  return { rule, place };
}

function readAction(source: Source, piece: Piece | undefined, whole: Range): Parts['action'] {
  if (piece === undefined) {
    report(source, 'refused', whole, t("The policy has no Action: write 'ACCEPT' or 'DROP'."));
    return { action: 'deny', range: whole };
  }
  const range = { start: piece.start, end: piece.end };
  const action = actionOf(piece.text);
  if (action === undefined) {
    report(source, 'refused', range, t("{0} is not an action: write 'ACCEPT' or 'DROP'.", quote(piece.text)));
  }
  return { action: action ?? 'deny', range };
}

/** The action of a rule that is no policy of the API. */
export function ruleAction(source: Source, action: Piece | undefined, whole: Range): ast.Action | undefined {
  const verdict = action === undefined ? undefined : actionOf(action.text);
  if (verdict !== undefined) return verdict;
  const message =
    action === undefined
      ? t("The rule has no action: write 'ACCEPT' or 'DROP'.")
      : t("{0} is not an action: write 'ACCEPT' or 'DROP'.", quote(action.text));
  report(source, 'refused', action ?? whole, message);
  return undefined;
}

/** Any case. Every other word is no action, and never taken for one. */
export function actionOf(text: string): ast.Action | undefined {
  const word = text.toLowerCase();
  if (word === 'accept') return 'allow';
  return word === 'drop' ? 'deny' : undefined;
}

function policyService(
  source: Source,
  { Protocol, Port, ServiceTemplate }: ReturnType<typeof readObject<(typeof POLICY)['kinds']>>['has'],
  whole: Range,
): ast.Service | undefined {
  const { ServiceId, ServiceGroupId } = ServiceTemplate?.has ?? {};
  const piece = ServiceId ?? ServiceGroupId;
  if (piece === undefined) return readService(source, Protocol, Port, whole);
  if (ServiceId !== undefined && ServiceGroupId !== undefined) {
    report(
      source,
      'refused',
      ServiceGroupId,
      t('ServiceTemplate has a ServiceId and a ServiceGroupId: only one of them may be there.'),
    );
  }
  for (const other of [Protocol, Port]) {
    if (other === undefined || other.text.toUpperCase() === 'ALL') continue;
    report(source, 'refused', other, t('A policy has either a ServiceTemplate or Protocol and Port, not both.'));
  }
  const name = readReference(piece);
  if (!isNameReference(piece.text) && !SERVICES_ID.test(piece.text)) {
    report(
      source,
      'refused',
      name,
      t("{0} is not a service template: their ids begin with 'ppm-' or 'ppmg-'.", quote(piece.text)),
    );
    return undefined;
  }
  return { kind: 'name', name, start: name.start, end: name.end };
}

type PeerReader = readonly [key: string, piece: Piece | undefined, read: (piece: Piece) => ast.Peer];

/** Exactly one of the members may say something. */
function onePeer(source: Source, whole: Range, readers: readonly PeerReader[]): ast.Peer[] {
  let first: { key: string; peer: ast.Peer } | undefined;
  for (const [key, piece, read] of readers) {
    if (piece === undefined) continue;
    if (first === undefined) first = { key, peer: read(piece) };
    else
      report(
        source,
        'refused',
        piece,
        t('The policy has two peers, {0} and {1}: only one of them may be there.', first.key, key),
      );
  }
  if (first !== undefined) return [first.peer];
  return missingPeer(
    source,
    whole,
    t("The policy has no peer. Write '0.0.0.0/0' as its CidrBlock if it is meant for every IPv4 address."),
  );
}

const GROUP_ID = /^sg-[A-Za-z0-9]+$/;
const ADDRESSES_ID = /^ipmg?-[A-Za-z0-9]+$/;
const SERVICES_ID = /^ppmg?-[A-Za-z0-9]+$/;

function reference(source: Source, piece: Piece, shape: RegExp, what: string): ast.Peer {
  const name = readReference(piece);
  const place = { start: name.start, end: name.end };
  if (isNameReference(piece.text) || shape.test(piece.text)) return { kind: 'name', name, ...place };
  report(source, 'refused', place, t('{0} is not an id of {1}.', quote(piece.text), what));
  return { kind: 'broken', ...place };
}

/** The family is the address's own, whatever member it stands in; written back, it stands in the right one. */
function addressOf(source: Source, piece: Piece, key: 'CidrBlock' | 'Ipv6CidrBlock'): ast.Peer {
  const wrong = piece.text.includes(':') !== (key === 'Ipv6CidrBlock');
  if (wrong) report(source, 'lost', piece, t('{0} is in {1}: it is read as what it is.', quote(piece.text), key));
  return readPeerAddress(piece);
}
