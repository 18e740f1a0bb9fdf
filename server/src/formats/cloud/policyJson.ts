// One rule of the API: `SecurityGroupPolicy` of a group, `NetworkAclEntry` and `NetworkAclQuintupleEntry` of an acl.

import type * as ast from '#syntax/ast.ts';
import type { JsonObject } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { isNameReference, readPeerAddress, readReference } from '../addressText.ts';
import { readService } from '../serviceText.ts';
import { type Piece, quote, report, type Source } from '../source.ts';
import { at, type Fields, fieldsOf, leftOver, takeObject, takePiece, takeText } from './jsonFields.ts';

const STAMPS: ReadonlySet<string> = new Set([
  'PolicyIndex',
  'Priority',
  'ModifyTime',
  'Direction',
  'CreateTime',
  'NetworkAclDirection',
]);

export function readPolicy(source: Source, object: JsonObject): ast.Rule {
  const before = source.findings.length;
  const fields = fieldsOf(source, object);
  const whole = at(source, object);
  return rule(source, fields, whole, before, {
    service: groupService(source, fields, whole),
    peers: onePeer(source, fields, whole, [
      ['CidrBlock', (piece) => addressOf(source, piece, 'CidrBlock')],
      ['Ipv6CidrBlock', (piece) => addressOf(source, piece, 'Ipv6CidrBlock')],
      ['SecurityGroupId', (piece) => reference(source, piece, GROUP_ID, t("a security group: it begins with 'sg-'"))],
      ...templatePeers(source, fields),
    ]),
    description: takeText(source, fields, 'PolicyDescription'),
  });
}

export function readAclEntry(source: Source, object: JsonObject, direction: ast.Direction): ast.Rule {
  const before = source.findings.length;
  const fields = fieldsOf(source, object);
  const whole = at(source, object);
  const quintuple = QUINTUPLE_KEYS.some((key) => fields.has(key));
  const written: Fields = new Map(quintuple && source.live ? fields : []);
  const parts = quintuple ? quintupleParts(source, fields, whole, direction) : tripleParts(source, fields, whole);
  const description = takeText(source, fields, 'Description');
  // A file of the model is written back with all that such an entry says.
  for (const [key, value] of written) if (key !== 'Action' && key !== 'Description') fields.set(key, value);
  return rule(source, fields, whole, before, { ...parts, description });
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

interface Parts {
  readonly service: ast.Service | undefined;
  readonly peers: readonly ast.Peer[];
  readonly description: ast.Text | undefined;
}

/** A rule about which anything is refused matches nothing: its peer stays, so that what it refers to is known as used. */
function rule(source: Source, fields: Fields, whole: Range, before: number, parts: Parts): ast.Rule {
  const action = readAction(source, takePiece(source, fields, 'Action'), whole);
  const sound = source.findings.slice(before).every(({ level }) => level !== 'refused');
  const left = leftOver(source, fields, STAMPS);
  const made: ast.Rule = {
    action: action.action,
    actionRange: action.range,
    ...(parts.service === undefined || (source.live && !sound) ? {} : { service: parts.service }),
    peers: parts.peers,
    ...(parts.description === undefined ? {} : { description: parts.description }),
    whole,
    ...(left.length === 0 ? {} : { fields: left }),
    ...whole,
  };
  if (!sound) source.refused.add(made);
  return made;
}

function readAction(source: Source, piece: Piece | undefined, whole: Range): { action: ast.Action; range: Range } {
  if (piece === undefined) {
    report(source, 'refused', whole, t("The policy has no Action: write 'ACCEPT' or 'DROP'."));
    return { action: 'deny', range: whole };
  }
  const range = { start: piece.start, end: piece.end };
  const action = actionOf(piece.text);
  if (action === undefined) {
    report(source, 'refused', range, t("{0} is no action: write 'ACCEPT' or 'DROP'.", quote(piece.text)));
  }
  return { action: action ?? 'deny', range };
}

/** Any case. Every other word is no action, and never taken for one. */
export function actionOf(text: string): ast.Action | undefined {
  const word = text.toLowerCase();
  if (word === 'accept') return 'allow';
  return word === 'drop' ? 'deny' : undefined;
}

function groupService(source: Source, fields: Fields, whole: Range): ast.Service | undefined {
  const protocol = takePiece(source, fields, 'Protocol');
  const port = takePiece(source, fields, 'Port');
  const template = takeObject(source, fields, 'ServiceTemplate');
  if (template === undefined) return readService(source, protocol, port, whole);
  const inner = fieldsOf(source, template);
  const single = takePiece(source, inner, 'ServiceId');
  const grouped = takePiece(source, inner, 'ServiceGroupId');
  const piece = single ?? grouped;
  if (piece === undefined) return readService(source, protocol, port, whole);
  if (single !== undefined && grouped !== undefined) {
    report(
      source,
      'refused',
      grouped,
      t('ServiceTemplate has a ServiceId and a ServiceGroupId: only one of them may be there.'),
    );
  }
  for (const other of [protocol, port]) {
    if (other === undefined || other.text.toUpperCase() === 'ALL') continue;
    report(source, 'refused', other, t('A policy has either a ServiceTemplate or Protocol and Port, not both.'));
  }
  const name = readReference(piece);
  if (!isNameReference(piece.text) && !SERVICES_ID.test(piece.text)) {
    report(
      source,
      'refused',
      name,
      t("{0} is no service template: their ids begin with 'ppm-' or 'ppmg-'.", quote(piece.text)),
    );
    return undefined;
  }
  return { kind: 'name', name, start: name.start, end: name.end };
}

type PeerReader = readonly [key: string, read: (piece: Piece) => ast.Peer, fields?: Fields];

function templatePeers(source: Source, fields: Fields): PeerReader[] {
  const template = takeObject(source, fields, 'AddressTemplate');
  if (template === undefined) return [];
  const inner = fieldsOf(source, template);
  const read = (piece: Piece) =>
    reference(source, piece, ADDRESSES_ID, t("an address template: it begins with 'ipm-' or 'ipmg-'"));
  return [
    ['AddressId', read, inner],
    ['AddressGroupId', read, inner],
  ];
}

/** Exactly one of the members may say something. */
function onePeer(source: Source, fields: Fields, whole: Range, readers: readonly PeerReader[]): ast.Peer[] {
  let first: { key: string; piece: Piece; read: (piece: Piece) => ast.Peer } | undefined;
  for (const [key, read, inner] of readers) {
    const piece = takePiece(source, inner ?? fields, key);
    if (piece === undefined) continue;
    if (first === undefined) first = { key, piece, read };
    else
      report(
        source,
        'refused',
        piece,
        t('The policy has two peers, {0} and {1}: only one of them may be there.', first.key, key),
      );
  }
  if (first !== undefined) return [first.read(first.piece)];
  if (source.anyPeer)
    return [
      { kind: 'any', ...whole },
      { kind: 'any6', ...whole },
    ];
  report(
    source,
    'refused',
    whole,
    t("The policy has no peer. Write '0.0.0.0/0' as its CidrBlock if it is meant for every IPv4 address."),
  );
  return [{ kind: 'broken', ...whole }];
}

const GROUP_ID = /^sg-[A-Za-z0-9]+$/;
const ADDRESSES_ID = /^ipmg?-[A-Za-z0-9]+$/;
const SERVICES_ID = /^ppmg?-[A-Za-z0-9]+$/;

function reference(source: Source, piece: Piece, shape: RegExp, what: string): ast.Peer {
  const name = readReference(piece);
  const place = { start: name.start, end: name.end };
  if (isNameReference(piece.text) || shape.test(piece.text)) return { kind: 'name', name, ...place };
  report(source, 'refused', place, t('{0} is no id of {1}.', quote(piece.text), what));
  return { kind: 'broken', ...place };
}

/** The family is the address's own, whatever member it stands in; written back, it stands in the right one. */
function addressOf(source: Source, piece: Piece, key: 'CidrBlock' | 'Ipv6CidrBlock'): ast.Peer {
  const wrong = piece.text.includes(':') !== (key === 'Ipv6CidrBlock');
  if (wrong)
    report(source, 'lost', piece, t('{0} stands in {1}: it is read by its own family.', quote(piece.text), key));
  return readPeerAddress(piece);
}

function tripleParts(source: Source, fields: Fields, whole: Range): Omit<Parts, 'description'> {
  return {
    service: readService(source, takePiece(source, fields, 'Protocol'), takePiece(source, fields, 'Port'), whole),
    peers: onePeer(source, fields, whole, [
      ['CidrBlock', readPeerAddress],
      ['Ipv6CidrBlock', readPeerAddress],
    ]),
  };
}

/**
 * Rules here know the far side's address and the destination's port. A near address or a source port that narrows the entry
 * cannot be said: in a file that is part of the model such an entry matches nothing, elsewhere it is in the report.
 */
function quintupleParts(
  source: Source,
  fields: Fields,
  whole: Range,
  direction: ast.Direction,
): Omit<Parts, 'description'> {
  const [far, near] = direction === 'inbound' ? ['Source', 'Destination'] : ['Destination', 'Source'];
  const unsaid = (piece: Piece | undefined, what: string, everything: RegExp) => {
    if (piece === undefined || everything.test(piece.text)) return;
    report(
      source,
      source.live ? 'refused' : 'lost',
      piece,
      t('Rules here cannot say {0} {1} of a QUINTUPLE acl.', what, quote(piece.text)),
    );
  };
  const nearSide = direction === 'inbound' ? t('the destination') : t('the source');
  unsaid(takePiece(source, fields, 'SourcePort'), t('the source port'), /^(all|0?1?-65535)$/i);
  const service = readService(
    source,
    takePiece(source, fields, 'Protocol'),
    takePiece(source, fields, 'DestinationPort'),
    whole,
  );
  const peers = onePeer(source, fields, whole, [
    [`${far}Cidr`, readPeerAddress],
    [`${far}IPv6Cidr`, readPeerAddress],
  ]);
  unsaid(takePiece(source, fields, `${near}Cidr`), nearSide, /^0\.0\.0\.0\/0$/);
  unsaid(takePiece(source, fields, `${near}IPv6Cidr`), nearSide, /^(::|0::0)\/0$/);
  return { service, peers };
}
