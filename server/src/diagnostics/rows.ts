// The table of all checks. The scope of a row says what its findings depend on, and therefore when the check is run again.

import { groupsOf } from '#model/interfaces.ts';
import type { Acl, Binding, Cvm, Expectation, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Steps } from '#util/steps.ts';
import { circularAddresses } from './circularAddresses.ts';
import type { Code } from './codes.ts';
import { crossProjectGroups, fixProject } from './crossProjectGroup.ts';
import { crossRegionGroups, fixRegion } from './crossRegionGroup.ts';
import { crowdedGroups } from './crowdedGroup.ts';
import { cvmsWithoutGroup, intoGroups } from './cvmWithoutGroup.ts';
import { deadOnCvmFindings, removeRepeated } from './deadOnCvm.ts';
import { duplicateAddresses, removeAddress } from './duplicateAddress.ts';
import { duplicateIds, removeId } from './duplicateId.ts';
import { duplicateNames, renameLater } from './duplicateName.ts';
import { emptyGroupPeers } from './emptyGroupPeer.ts';
import { judgedExpectation } from './expectation.ts';
import { addOtherFamily, judgedOtherFamily } from './expectationOneFamily.ts';
import { expiredRules, removeExpired } from './expiredRule.ts';
import { extend, rulesThatExpireSoon } from './expiresSoon.ts';
import { exposure } from './exposedCvm.ts';
import type { Finding, Judged } from './finding.ts';
import type { FindFixes } from './fix.ts';
import { addressFindings, fixAddress } from './invalidAddress.ts';
import { fixDate, invalidDates } from './invalidDate.ts';
import { fixPort, invalidPorts } from './invalidPort.ts';
import { liveAsWanted } from './liveAsWanted.ts';
import { describe, missingDescriptions } from './missingDescription.ts';
import { letInOnly, openToWorldFindings } from './openToWorld.ts';
import { partlyShadowedRules, writeWhatIsLeft } from './partlyShadowedRule.ts';
import { pastQuota } from './pastQuota.ts';
import { quotaCvmsPerGroup } from './quotaCvmsPerGroup.ts';
import { quotaExpanded } from './quotaExpanded.ts';
import { quotaGroups } from './quotaGroups.ts';
import { quotaGroupsPerCvm } from './quotaGroupsPerCvm.ts';
import { nearQuotaOfDirections, nearQuotaOfGroups } from './quotaNear.ts';
import { quotaReferencedGroups } from './quotaReferencedGroups.ts';
import { fixReference, withoutReference } from './referenceFixes.ts';
import type { Findings, Region } from './region.ts';
import type { Settings } from './settings.ts';
import { removeForMembers, shadowedByMembersFindings } from './shadowedByMembers.ts';
import { fixUnreached, unreachedRules } from './shadowedRule.ts';
import { removeCharacter, suspiciousCharacters } from './suspiciousCharacter.ts';
import { syntaxErrors, writeMeant } from './syntaxError.ts';
import { unknownNames } from './unknownName.ts';
import { removeUnused, unused } from './unused.ts';
import { removeWithoutEffect } from './withoutEffect.ts';
import { fixWrongDirectionWord, wrongDirectionWords } from './wrongDirectionWord.ts';
import { wrongKinds } from './wrongKind.ts';

/** The check of a row is not made where all of its codes are switched off. */
interface RowBase {
  readonly codes: readonly Code[];
  /** Makes the fixes for findings of those of its codes that have one. */
  readonly fix?: FindFixes;
}

/** The check of a row for each scope, with all that its findings may follow from. */
interface Finds {
  /** Follows from the text of one block, the settings and the day. */
  text(block: TextOfBlock): readonly Finding[];
  /** Follows from one block and what its names mean. */
  names(model: Model, binding: Binding, settings: Settings): readonly Finding[];
  /** Follows from one list of policies. */
  list(owner: Group | Acl, list: PolicyList, settings: Settings): readonly Finding[];
  /** Follows from what blocks have in common: a pass over what is declared, in which no rule is looked at twice. */
  region(region: Region, into: Findings): void;
}

interface PlainRow<S extends keyof Finds> extends RowBase {
  readonly scope: S;
  readonly find: Finds[S];
}

export type TextRow = PlainRow<'text'>;
export type NamesRow = PlainRow<'names'>;
export type ListRow = PlainRow<'list'>;
export type RegionRow = PlainRow<'region'>;

export interface TextOfBlock {
  readonly block: ast.Block;
  readonly node: ast.Declaration | undefined;
  readonly text: string;
  readonly settings: Settings;
  readonly today: string;
}

/** Follows from machines and the rules that judge them. These checks take longest, so typing does not wait for them. */
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
  /** Finds in steps what the findings follow from, and gives the function that makes them. */
  judge(model: Model, subject: S, settings: Settings): Steps<Judged>;
}

export type Row = TextRow | NamesRow | ListRow | RegionRow | MachinesRow;

const rowsOf =
  <S extends keyof Finds>(scope: S) =>
  (codes: readonly Code[], find: Finds[S], fix?: FindFixes): PlainRow<S> => ({ scope, codes, find, fix });

const text = rowsOf('text');
const names = rowsOf('names');
const list = rowsOf('list');
const region = rowsOf('region');

/** A check of blocks that declare a group. */
const ofGroup =
  (find: (model: Model, binding: Binding, group: Group, settings: Settings) => readonly Finding[]): NamesRow['find'] =>
  (model, binding, settings) =>
    binding.entity?.kind === 'group' ? find(model, binding, binding.entity, settings) : [];

/** A check of blocks that could be read as a declaration. */
const ofNode =
  (find: (node: ast.Declaration, block: TextOfBlock) => readonly Finding[]): TextRow['find'] =>
  (block) =>
    block.node === undefined ? [] : find(block.node, block);

export const rows: readonly Row[] = [
  text(['syntax-error'], ({ block }) => syntaxErrors(block), writeMeant),
  text(['suspicious-character'], (block) => suspiciousCharacters(block.text), removeCharacter),
  text(['wrong-direction-word'], ofNode(wrongDirectionWords), fixWrongDirectionWord),
  text(
    ['invalid-address', 'invalid-cidr', 'host-bits-set'],
    ofNode((node, { block }) => addressFindings(node, block.problems)),
    fixAddress,
  ),
  text(['invalid-port'], (block) => (block.node === undefined ? [] : invalidPorts(block.node, block.text)), fixPort),
  text(['invalid-date'], ofNode(invalidDates), fixDate),
  text(
    ['expired-rule'],
    ofNode((node, { today }) => expiredRules(node, today)),
    removeExpired,
  ),
  text(
    ['expires-soon'],
    ofNode((node, { settings, today }) => rulesThatExpireSoon(node, settings.expiresSoonDays, today)),
    extend,
  ),
  text(['missing-description'], ofNode(missingDescriptions), describe),

  names(['unknown-name'], unknownNames, fixReference),
  names(['wrong-kind'], wrongKinds, fixReference),
  names(['cross-region-group'], crossRegionGroups, fixRegion),
  names(['cross-project-group'], crossProjectGroups, fixProject),
  names(['circular-addresses'], circularAddresses, withoutReference),
  names(
    ['quota-inbound'],
    ofGroup((_, __, group, settings) => pastQuota('inbound', group, settings)),
    removeWithoutEffect,
  ),
  names(
    ['quota-outbound'],
    ofGroup((_, __, group, settings) => pastQuota('outbound', group, settings)),
    removeWithoutEffect,
  ),
  names(
    ['quota-near'],
    ofGroup((_, __, group, settings) => nearQuotaOfDirections(group, settings)),
    removeWithoutEffect,
  ),
  names(['quota-referenced-groups'], ofGroup(quotaReferencedGroups), removeWithoutEffect),
  names(['quota-expanded'], ofGroup(quotaExpanded), removeWithoutEffect),

  list(['shadowed-rule', 'redundant-rule', 'mixed-family'], unreachedRules, fixUnreached),
  list(
    ['open-to-world'],
    (owner, { direction }, settings) =>
      owner.kind === 'group' && direction === 'inbound' ? openToWorldFindings(owner, settings) : [],
    letInOnly,
  ),
  list(['partly-shadowed-rule'], partlyShadowedRules, writeWhatIsLeft),

  region(['duplicate-name'], duplicateNames, renameLater),
  region(['duplicate-id'], duplicateIds, removeId),
  region(['duplicate-address'], duplicateAddresses, removeAddress),
  region(['live-as-wanted'], ({ model, mixed }, into) => liveAsWanted(model, mixed, into)),
  region(['quota-groups'], quotaGroups),
  region(['quota-near'], nearQuotaOfGroups),
  region(['quota-groups-per-cvm'], quotaGroupsPerCvm),
  region(['quota-cvms-per-group'], quotaCvmsPerGroup),
  region(['crowded-group'], crowdedGroups),
  region(['unused-group'], (found, into) => unused(found, found.model.groups, into), removeUnused),
  region(['unused-addresses'], (found, into) => unused(found, found.model.addresses, into), removeUnused),
  region(['unused-services'], (found, into) => unused(found, found.model.services, into), removeUnused),
  region(['empty-group-peer'], emptyGroupPeers),
  region(['cvm-without-group'], cvmsWithoutGroup, intoGroups),

  {
    scope: 'machines',
    codes: ['shadowed-by-members'],
    of: 'list',
    reads: ({ cvms }) => [cvms],
    find: shadowedByMembersFindings,
    fix: removeForMembers,
  },
  {
    scope: 'machines',
    codes: ['dead-on-cvm'],
    of: 'cvm',
    *judge(model, cvm) {
      return {
        from: cvm.interfaces.every(({ node }) => node.groups.length < 2)
          ? []
          : groupsOf(cvm).map((key) => model.entities.get(key)),
        find: () => deadOnCvmFindings(model, cvm),
      };
    },
    fix: removeRepeated,
  },
  { scope: 'machines', codes: ['exposed-cvm'], of: 'cvm', judge: exposure },
  {
    scope: 'machines',
    codes: ['expectation-failed', 'expectation-empty'],
    of: 'expectation',
    judge: judgedExpectation,
  },
  {
    scope: 'machines',
    codes: ['expectation-one-family'],
    of: 'expectation',
    judge: judgedOtherFamily,
    fix: addOtherFamily,
  },
];
