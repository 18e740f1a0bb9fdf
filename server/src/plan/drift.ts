// How what is live differs from the files. Differences of packets are found elsewhere, by comparing the live model with a model that is made
// here of what the files mean. All other differences are found here, as sentences. What the files do not mention counts as it is live.

import { policyKey } from '#formats/cloud/policyKey.ts';
import { readSnapshot } from '#formats/cloud/snapshot.ts';
import { bind } from '#model/bind.ts';
import type { Acl, Entity, EntityKind, Group, Model } from '#model/model.ts';
import { commas, t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import { onePort, sameEntries } from './aclChanges.ts';
import {
  aclOf,
  type Cloud,
  DIRECTION_WORDS,
  DIRECTIONS,
  type Direction,
  entriesIn,
  groupOf,
  machineOf,
  policiesOf,
  regionNamed,
  subnetOf,
} from './cloud.ts';
import { changedInterfaces } from './interfaces.ts';
import { type Joined, join } from './join.ts';
import { meantCloud } from './meant.ts';
import { sameRules } from './ruleChanges.ts';
import { templateKey } from './templateChanges.ts';
import { itemsOf, TEMPLATE_KINDS, templateKindOf, templateOf } from './things.ts';
import { unreadIn } from './unread.ts';

export interface Drift {
  /** What is live with the files laid over it. */
  readonly meant: Model;
  /** The groups and acls of the files by the ids that they have in it, without those that could not be read. */
  readonly written: ReadonlyMap<string, Group | Acl>;
  readonly differences: readonly Difference[];
  /** The regions of the files that the live side does not speak of. */
  readonly unknown: readonly UnknownRegion[];
  /** Whether anything of the files is compared. */
  readonly compares: boolean;
}

export interface UnknownRegion {
  readonly message: string;
  /** The first thing of the files that is in it. */
  readonly about: Entity | undefined;
}

/** Something that is not in the cloud as the files have it. */
export interface Difference {
  readonly region: string;
  readonly kind: EntityKind;
  readonly name: string;
  /** A sentence without its subject. */
  readonly what: string;
  /** The list of rules that it is about. */
  readonly direction?: 'inbound' | 'outbound';
  /** Whether it may change packets, which then say it better. */
  readonly isOfPackets: boolean;
  readonly live?: Entity;
  readonly wanted?: Entity;
}

export function* driftBetween(live: Model, wanted: Model, region: string | undefined): Steps<Drift> {
  const joined = join(live, wanted, region);
  yield;
  const read = { ...joined, wanted: readable(joined) };
  const cloud = meantCloud({ joined: read, unread: new Set() }, 'least');
  yield;
  const meant = bind([{ uri: 'plan:/meant.sg.json', tree: readSnapshot(JSON.stringify(cloud)) }]);
  yield;
  return {
    meant,
    written: writtenIn(wanted, joined),
    differences: differences(joined),
    unknown: joined.notes.flatMap(({ message, about, unknownRegion }) =>
      unknownRegion === undefined ? [] : [{ message, about }],
    ),
    compares: joined.matches.some(({ after }) => after !== undefined),
  };
}

function writtenIn(wanted: Model, { matches }: Joined): ReadonlyMap<string, Group | Acl> {
  return new Map(
    matches.flatMap(({ after }) => {
      const own = after === undefined || unreadIn(after).length > 0 ? undefined : wanted.entities.get(after.key);
      return own?.kind === 'group' || own?.kind === 'acl' ? [[after?.id ?? '', own] as const] : [];
    }),
  );
}

/** The differences alone, without the model: quick enough to be asked for after every edit. */
export function differencesBetween(live: Model, wanted: Model): readonly Difference[] {
  return differences(join(live, wanted, undefined));
}

/** What is wanted, without what could not be read: that is not compared. */
function readable({ wanted, matches }: Joined): Cloud {
  const unread = new Set(
    matches.flatMap(({ after }) => (after !== undefined && unreadIn(after).length > 0 ? [after.id] : [])),
  );
  if (unread.size === 0) return wanted;
  const without = <T extends object>(list: readonly T[] | undefined, id: keyof T): readonly T[] =>
    (list ?? []).filter((each) => !unread.has(String(each[id])));
  return {
    ...wanted,
    regions: wanted.regions.map((region) => ({
      ...region,
      ...Object.fromEntries(TEMPLATE_KINDS.map(({ set, id }) => [set, without(region[set], id)])),
      SecurityGroupSet: without(region.SecurityGroupSet, 'SecurityGroupId'),
      InstanceSet: without(region.InstanceSet, 'InstanceId'),
      SubnetSet: without(region.SubnetSet, 'SubnetId'),
      NetworkAclSet: without(region.NetworkAclSet, 'NetworkAclId'),
    })),
  };
}

function differences(joined: Joined): Difference[] {
  const spokenOf = new Set(
    joined.matches.flatMap(({ after }) => (after === undefined ? [] : [`${after.region} ${after.kind}`])),
  );
  return joined.matches.flatMap(({ before, after }) => {
    const one = after ?? before;
    if (one === undefined || joined.twins.has(before?.key ?? '')) return [];
    const name = one.name === '' ? (one.id ?? '') : one.name;
    const about = { region: one.region, kind: one.kind, name, live: before, wanted: after };
    const told = (what: string, isOfPackets = false): Difference => ({ ...about, what, isOfPackets });
    if (after === undefined) {
      // Files with no machine at all leave the machines to others.
      return spokenOf.has(`${one.region} ${one.kind}`) ? [told(t('is in the cloud only'))] : [];
    }
    if (joined.unclear.has(after.id ?? '')) return [told(t('is the name of several live things'))];
    if (before === undefined) return [told(t('is in the files only'), true)];
    if (unreadIn(after).length > 0) return [];
    const texts = textsOf(before, after).map((what) => told(what));
    return [...texts, ...contentsOf(joined, after, told)];
  });
}

function textsOf(before: Entity, after: Entity): string[] {
  const [was, is] = [before.description ?? '', after.description ?? ''];
  return [
    ...(after.name !== '' && after.name !== after.id && after.name !== before.name
      ? [t("is called '{0}' in the cloud", before.name)]
      : []),
    ...(after.kind === 'group' && was !== is
      ? [t("is described as '{0}' in the cloud, as '{1}' in the files", was, is)]
      : []),
    ...(after.kind === 'group' && before.project !== after.project
      ? [t("is of the project '{0}' in the cloud", before.project)]
      : []),
  ];
}

function contentsOf(
  { live, wanted }: Joined,
  after: Entity,
  told: (what: string, isOfPackets: boolean) => Difference,
): Difference[] {
  const { region, id = '' } = after;
  switch (after.kind) {
    case 'group':
      return DIRECTIONS.flatMap((direction) => {
        const [old, now] = [live, wanted].map((cloud) => policiesOf(groupOf(cloud, region, id), direction));
        if (old === undefined || now === undefined || sameRules(old, now)) return [];
        const what = isReordered(old.map(policyKey), now.map(policyKey)) ? 'order' : 'rules';
        return [{ ...told(listWords(what, direction), true), direction: DIRECTION_WORDS[direction] }];
      });
    case 'acl':
      return DIRECTIONS.flatMap((direction) => {
        const [old, now] = [live, wanted].map((cloud) => onePort(entriesIn(aclOf(cloud, region, id), direction)));
        if (old === undefined || now === undefined || sameEntries(old, now)) return [];
        return [{ ...told(listWords('rules', direction), true), direction: DIRECTION_WORDS[direction] }];
      });
    case 'addresses':
    case 'services': {
      const kind = templateKindOf(after);
      const [old, now] = [live, wanted].map(
        (cloud) => kind && templateKey(itemsOf(kind, templateOf(cloud, after, kind) ?? {})),
      );
      return old === now ? [] : [told(t('holds other members in the cloud'), true)];
    }
    case 'subnet': {
      const [old, now] = [live, wanted].map((cloud) => subnetOf(cloud, region, id)?.NetworkAclId);
      return old === now ? [] : [told(t('has another ACL in the cloud'), true)];
    }
    case 'cvm': {
      const [old = [], now = []] = [live, wanted].map((cloud) => machineOf(cloud, region, id)?.SecurityGroupIds ?? []);
      const interfaces = interfacesOf(live, wanted, region, id).map((what) => told(what, true));
      if (old.join() === now.join() || now.length === 0) return interfaces;
      const names = commas(old.map((group) => `'${groupOf(live, region, group)?.SecurityGroupName ?? group}'`));
      return [told(t('is in the groups {0} in the cloud', names), true), ...interfaces];
    }
  }
}

function interfacesOf(live: Joined['live'], wanted: Joined['wanted'], region: string, machine: string): string[] {
  return changedInterfaces(regionNamed(live, region), regionNamed(wanted, region), machine).map(({ label, before }) =>
    before === undefined
      ? t("has no interface '{0}' in the cloud", label)
      : t("has other groups on the interface '{0}' in the cloud", label),
  );
}

function isReordered(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  return [...a].sort().join('\n') === [...b].sort().join('\n');
}

function listWords(what: 'order' | 'rules', direction: Direction): string {
  const word = t(DIRECTION_WORDS[direction]);
  return what === 'order'
    ? t('has its {0} rules in another order in the cloud', word)
    : t('has other {0} rules in the cloud', word);
}
