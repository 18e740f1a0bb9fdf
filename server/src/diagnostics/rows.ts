// The table of all that is looked for. A row's scope says what its findings follow from, and so when it is asked again.

import { groupsOf } from '#model/interfaces.ts';
import type { Acl, Binding, Cvm, Expectation, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Steps } from '#util/steps.ts';
import type { Code } from './codes.ts';
import { dateFindings } from './dates.ts';
import { deadOnCvmFindings } from './deadOnCvm.ts';
import { duplicateAddresses, duplicateIds, duplicateNames } from './duplicates.ts';
import { exposure } from './exposedCvm.ts';
import type { Finding } from './finding.ts';
import type { Findings } from './findings.ts';
import { addressFindings } from './invalidAddress.ts';
import { invalidPorts } from './invalidPort.ts';
import type { Judged } from './judged.ts';
import { judgedExpectation } from './judgedExpectation.ts';
import { liveAsWanted, type MixedSnapshots } from './liveAsWanted.ts';
import { missingDescriptions } from './missingDescription.ts';
import { openToWorldFindings } from './openToWorld.ts';
import { partlyShadowedRules } from './partlyShadowedRule.ts';
import { groupQuotas } from './quotas.ts';
import { referenceFindings } from './references.ts';
import { regionQuotas } from './regionQuotas.ts';
import type { Settings } from './settings.ts';
import { shadowedByMembersFindings } from './shadowedByMembers.ts';
import { unreachedRules } from './shadowedRule.ts';
import type { Shared } from './sharedNames.ts';
import { suspiciousCharacters } from './suspiciousCharacter.ts';
import { syntaxErrors } from './syntaxError.ts';
import { cvmsWithoutGroup, emptyGroupPeers, unused } from './uses.ts';
import { wrongDirectionWords } from './wrongDirectionWord.ts';

/** A row is left out where all of its codes are switched off. */
interface RowBase {
  readonly codes: readonly Code[];
}

/** Follows from the text of one block, the settings and the day. */
export interface TextRow extends RowBase {
  readonly scope: 'text';
  find(block: TextOfBlock): readonly Finding[];
}

export interface TextOfBlock {
  readonly block: ast.Block;
  readonly node: ast.Declaration | undefined;
  readonly text: string;
  readonly settings: Settings;
  readonly today: string;
}

/** Follows from one block and what its names mean. */
export interface NamesRow extends RowBase {
  readonly scope: 'names';
  find(model: Model, binding: Binding, settings: Settings): readonly Finding[];
}

/** Follows from one list of policies. */
export interface ListRow extends RowBase {
  readonly scope: 'list';
  find(owner: Group | Acl, list: PolicyList, settings: Settings): readonly Finding[];
}

/** Follows from what blocks have in common: a pass over what is declared, in which no rule is looked at twice. */
export interface RegionRow extends RowBase {
  readonly scope: 'region';
  find(region: Region, into: Findings): void;
}

export interface Region {
  readonly model: Model;
  readonly settings: Settings;
  readonly shared: Shared;
  /** The files that are snapshots of the cloud. */
  readonly snapshots: ReadonlySet<string>;
  /** Those of them that rule files declare as well; none where nobody is to be told. */
  readonly mixed: MixedSnapshots;
}

/** Follows from machines and the rules that judge them: the dearest, which nobody waits for while he types. */
export type MachinesRow =
  | (RowBase & {
      readonly scope: 'machines';
      readonly of: 'list';
      /** What the findings follow from, besides the list. */
      reads(model: Model): readonly unknown[];
      find(model: Model, owner: Group | Acl, list: PolicyList): readonly Finding[];
    })
  | SubjectRow<'cvm', Cvm>
  | SubjectRow<'expectation', Expectation>;

interface SubjectRow<K extends string, S> extends RowBase {
  readonly scope: 'machines';
  readonly of: K;
  /** What the findings follow from, found in steps, and the findings made of it. */
  judge(model: Model, subject: S, settings: Settings): Steps<Judged>;
}

export type Row = TextRow | NamesRow | ListRow | RegionRow | MachinesRow;

const text = (codes: readonly Code[], find: TextRow['find']): TextRow => ({ scope: 'text', codes, find });
const names = (codes: readonly Code[], find: NamesRow['find']): NamesRow => ({ scope: 'names', codes, find });
const list = (codes: readonly Code[], find: ListRow['find']): ListRow => ({ scope: 'list', codes, find });
const region = (codes: readonly Code[], find: RegionRow['find']): RegionRow => ({ scope: 'region', codes, find });

export const rows: readonly Row[] = [
  text(['syntax-error'], ({ block }) => syntaxErrors(block)),
  text(['suspicious-character'], (block) => suspiciousCharacters(block.text)),
  text(['wrong-direction-word'], ({ node }) => (node === undefined ? [] : wrongDirectionWords(node))),
  text(['invalid-address', 'invalid-cidr', 'host-bits-set'], ({ node, block }) =>
    node === undefined ? [] : addressFindings(node, block.problems),
  ),
  text(['invalid-port'], (block) => (block.node === undefined ? [] : invalidPorts(block.node, block.text))),
  text(['invalid-date', 'expired-rule', 'expires-soon'], ({ node, settings, today }) =>
    node === undefined ? [] : dateFindings(node, settings, today),
  ),
  text(['missing-description'], ({ node }) => (node === undefined ? [] : missingDescriptions(node))),

  names(
    ['unknown-name', 'wrong-kind', 'cross-region-group', 'cross-project-group', 'circular-addresses'],
    referenceFindings,
  ),
  names(
    ['quota-inbound', 'quota-outbound', 'quota-near', 'quota-referenced-groups', 'quota-expanded'],
    (model, binding, settings) =>
      binding.entity?.kind === 'group' ? groupQuotas(model, binding, binding.entity, settings) : [],
  ),

  list(['shadowed-rule', 'redundant-rule', 'mixed-family'], unreachedRules),
  list(['open-to-world'], (owner, { direction }, settings) =>
    owner.kind === 'group' && direction === 'inbound' ? openToWorldFindings(owner, settings) : [],
  ),
  list(['partly-shadowed-rule'], partlyShadowedRules),

  region(['duplicate-name'], (asked, into) => duplicateNames(asked, into)),
  region(['duplicate-id'], (asked, into) => duplicateIds(asked, into)),
  region(['duplicate-address'], (asked, into) => duplicateAddresses(asked, into)),
  region(['live-as-wanted'], ({ model, mixed }, into) => liveAsWanted(model, mixed, into)),
  region(
    ['quota-groups', 'quota-near', 'quota-groups-per-cvm', 'quota-cvms-per-group', 'crowded-group'],
    ({ model, settings }, into) => regionQuotas(model, settings, into),
  ),
  region(['unused-group', 'unused-addresses', 'unused-services'], ({ model, shared, snapshots }, into) =>
    unused(model, shared, snapshots, into),
  ),
  region(['empty-group-peer'], ({ model }, into) => emptyGroupPeers(model, into)),
  region(['cvm-without-group'], ({ model }, into) => cvmsWithoutGroup(model, into)),

  {
    scope: 'machines',
    codes: ['shadowed-by-members'],
    of: 'list',
    reads: ({ cvms }) => [cvms],
    find: shadowedByMembersFindings,
  },
  {
    scope: 'machines',
    codes: ['dead-on-cvm'],
    of: 'cvm',
    *judge(model, cvm) {
      return {
        from: cvm.interfaces.every(({ groups }) => groups.length < 2)
          ? []
          : groupsOf(cvm).map((key) => model.entities.get(key)),
        find: () => deadOnCvmFindings(model, cvm),
      };
    },
  },
  { scope: 'machines', codes: ['exposed-cvm'], of: 'cvm', judge: exposure },
  {
    scope: 'machines',
    codes: ['expectation-failed', 'expectation-empty', 'expectation-one-family'],
    of: 'expectation',
    judge: judgedExpectation,
  },
];
