// What answers about packets depend on: the machines at the ends, and the lists on the way.

import { answeringServices, requestedServices } from '#engine/packet/packet.ts';
import type { Step, Trace } from '#engine/packet/trace.ts';
import { groupsOf } from '#model/interfaces.ts';
import type { Acl, Cvm, Endpoint, Expectation, Group, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { machinesOfEndpoint } from './endpointMachines.ts';
import type { Looked, LookedList } from './incomplete.ts';

/** Of one packet: the lists up to the rules that decided. */
export function lookedAtByTrace(
  model: Model,
  { source, destination, packet, request, answer }: Trace,
  region: string,
): Looked {
  const places = [source, destination];
  const present = places.flatMap(({ cvm, subnet }) => [cvm, subnet]).filter((entity) => entity !== undefined);
  const asked = requestedServices(packet);
  return {
    regions: new Set([region, ...present.map((entity) => entity.region)]),
    entities: new Set(present.map(({ key }) => key)),
    lists: [
      ...request.flatMap((step) => listsOfStep(model, step).map((list) => ({ ...list, services: asked }))),
      ...answer.steps.flatMap((step) => listsOfAnswer(model, step, answeringServices(packet))),
    ],
    anyMachine: false,
    anyAddress: places.some(({ cvm }) => cvm === undefined),
    expectations: false,
  };
}

function listsOfStep(model: Model, { direction, owners, reason, decidedBy }: Step): LookedList[] {
  if (reason === 'stateful') return [];
  const last = decidedBy === undefined ? owners.length : owners.indexOf(decidedBy.owner) + 1;
  return owners.slice(0, last).flatMap((key) => {
    const owner = ownerOf(model, key);
    return owner === undefined ? [] : { owner, direction, decidedBy: key === decidedBy?.owner ? decidedBy : undefined };
  });
}

/** Several rules may allow an answer, of which a step names the first: all of the list counts. */
function listsOfAnswer(model: Model, step: Step, services: LookedList['services']): LookedList[] {
  return listsOfStep(model, step).map(({ owner, direction }) => ({ owner, direction, ...(services && { services }) }));
}

function ownerOf(model: Model, key: string): Group | Acl | undefined {
  const entity = model.entities.get(key);
  return entity?.kind === 'group' || entity?.kind === 'acl' ? entity : undefined;
}

/** Of what reaches a machine, from whoever it is. */
export function lookedAtOnArrival(model: Model, { key, region }: Cvm): Looked {
  return lookedAtBetween(model, region, [], [{ kind: 'cvm', key }]);
}

/** Of everything between two ends. An end that is undefined is every machine and address. */
export function lookedAtBetween(
  model: Model,
  region: string,
  from: readonly Endpoint[] | undefined,
  to: readonly Endpoint[] | undefined,
): Looked {
  const allSenders = machinesOf(model, region, from);
  const allReceivers = machinesOf(model, region, to);
  const senders = withoutItself(allSenders, allReceivers, to);
  const receivers = withoutItself(allReceivers, allSenders, from);
  const closed = [from, to].every((ends) => ends?.every(({ kind }) => kind === 'cvm') === true);
  const machines = [...new Set([...allSenders, ...allReceivers])];
  const subnets = machines.flatMap(({ interfaces }) => interfaces.flatMap(({ subnet }) => subnet ?? []));
  const own = new Set(
    closed ? subnets : model.subnets.filter((subnet) => subnet.region === region).map(({ key }) => key),
  );
  const acls = new Set([...own, ...subnets].flatMap((key) => aclOf(model, key) ?? []));
  return {
    regions: new Set([region, ...[...(from ?? []), ...(to ?? [])].flatMap((end) => regionOf(model, end) ?? [])]),
    entities: new Set([...machines.map(({ key }) => key), ...subnets]),
    lists: [
      ...listsOf(model, senders, 'outbound'),
      ...listsOf(model, receivers, 'inbound'),
      ...[...acls].flatMap((owner) => DIRECTIONS.map((direction) => ({ owner, direction }))),
    ],
    // A machine of which the groups or the subnet are not known may be in any of them.
    anyMachine: [from, to].some((ends) => ends?.every(({ kind }) => kind !== 'group' && kind !== 'subnet') !== true),
    anyAddress: !closed,
    expectations: false,
  };
}

/** Without the machine that is alone at the other end: nothing filters what it sends to itself. */
function withoutItself(
  machines: readonly Cvm[],
  others: readonly Cvm[],
  otherEnds: readonly Endpoint[] | undefined,
): readonly Cvm[] {
  const [only] = others;
  const isAlone = others.length === 1 && otherEnds?.every(({ kind }) => kind === 'cvm' || kind === 'group') === true;
  return isAlone ? machines.filter((machine) => machine !== only) : machines;
}

const DIRECTIONS = ['inbound', 'outbound'] as const;

export function lookedAtByExpectation(model: Model, { region, from, to }: Expectation): Looked {
  return { ...lookedAtBetween(model, region, from, to), expectations: true };
}

function listsOf(model: Model, machines: readonly Cvm[], direction: ast.Direction): LookedList[] {
  const keys = new Set(machines.flatMap(groupsOf));
  return [...keys].flatMap((key) => {
    const owner = ownerOf(model, key);
    return owner === undefined ? [] : { owner, direction };
  });
}

function aclOf(model: Model, subnet: string): Acl | undefined {
  const entity = model.entities.get(subnet);
  const acl = entity?.kind === 'subnet' && entity.acl !== undefined ? model.entities.get(entity.acl) : undefined;
  return acl?.kind === 'acl' ? acl : undefined;
}

function regionOf(model: Model, end: Endpoint): string | undefined {
  return 'key' in end ? model.entities.get(end.key)?.region : undefined;
}

/** Every region reaches the machines that have a public address. */
function machinesOf(model: Model, region: string, ends: readonly Endpoint[] | undefined): readonly Cvm[] {
  const met = () => model.cvms.filter((cvm) => cvm.region === region || cvm.publicAddresses.length > 0);
  if (ends === undefined) return met();
  return [...new Set(ends.flatMap((end) => machinesOfEndpoint(model, end, region, met)))];
}
