// Changes of the model that the trees and commands offer, each as one edit or as the reason why not.

import type { Change, Outcome, Refusal } from '#edits/change.ts';
import { Edits, refuse } from '#edits/change.ts';
import * as cvms from '#edits/cvmEdits.ts';
import { addExpectation } from '#edits/expectationEdits.ts';
import * as groups from '#edits/groupEdits.ts';
import { laidOut } from '#edits/laidOut.ts';
import { cloneGroup, type GroupPlace, newGroup } from '#edits/newGroup.ts';
import * as rules from '#edits/ruleEdits.ts';
import { duplicateRules, moveRules, moveRulesBy } from '#edits/ruleOrder.ts';
import type { RuleReference } from '#edits/rulePlace.ts';
import { changeService } from '#engine/words.ts';
import { printAddress } from '#net/address.ts';
import type * as protocol from '#protocol/edits.ts';
import { isName } from '#syntax/names.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { testPacket } from './packet.ts';
import { nameFault, renameEntity } from './rename.ts';
import { ruleTextFault } from './ruleTextFault.ts';
import { unreadUseElsewhere } from './unreadUse.ts';

/** What needs nothing but the model. An import reads a text besides, and live rules are those of another model. */
export type ModelChange = Exclude<
  protocol.ModelChange,
  { readonly kind: 'importRules' | 'importGroups' | 'adoptLive' }
>;

type ChangeOf<K extends ModelChange['kind']> = Extract<ModelChange, { readonly kind: K }>;

/** What is written stands in the canonical layout where its neighbours do. */
export function changeModel(folder: Folder, change: ModelChange): Outcome {
  return laidOut(folder.files, changed(folder, change));
}

function changed(folder: Folder, change: ModelChange): Outcome {
  switch (change.kind) {
    case 'newGroup':
      return named(folder, change) ?? newGroup(folder, change);
    case 'deleteGroup':
      return stillNamed(folder, change.group) ?? groups.deleteGroup(folder, change);
    case 'cloneGroup':
      return named(folder, change) ?? cloneGroup(folder, change);
    case 'rename':
      return rename(folder, change);
    case 'describeGroup':
      return groups.describeGroup(folder, change);
    case 'addRule':
      return addRule(folder, change);
    case 'moveRule':
      return moveRules(folder, chosen(change), change.before);
    case 'moveRuleBy':
      return moveRulesBy(folder, chosen(change), change.by);
    case 'duplicateRule':
      return duplicateRules(folder, chosen(change));
    case 'removeRules':
      return rules.removeRules(folder, change.rules);
    case 'setCvmGroups':
      return cvms.setCvmGroups(folder, change);
    case 'changeCvmGroups':
      return cvms.changeCvmGroups(folder, change);
    case 'setGroupCvms':
      return cvms.setGroupCvms(folder, change);
    case 'attach':
      return cvms.attach(folder, change);
    case 'addExpectation':
      return keepExpectation(folder, change);
    case 'fixPacket':
      return letThrough(folder, change);
  }
}

function chosen({ rule, also = [] }: ChangeOf<'moveRule' | 'moveRuleBy' | 'duplicateRule'>): readonly RuleReference[] {
  return [rule, ...also];
}

/** Why a group of that name cannot be made; nothing where it can. */
function named(folder: Folder, { name, region }: GroupPlace): Refusal | undefined {
  if (!isName(region)) return refuse(t("'{0}' is not a name of a region.", region));
  const fault = nameFault(folder, { kind: 'group', region }, name);
  return fault === undefined ? undefined : refuse(fault);
}

/** What users of a group there are is not known while lines that may name it could not be read. */
function stillNamed(folder: Folder, key: string): Refusal | undefined {
  const group = folder.model.entities.get(key);
  const fault = group && unreadUseElsewhere(folder, group);
  return fault === undefined ? undefined : refuse(fault);
}

function addRule(folder: Folder, change: ChangeOf<'addRule'>): Outcome {
  const fault = ruleTextFault(change.direction, change.rule);
  return fault === undefined ? rules.addRule(folder, change) : refuse(fault);
}

function rename(folder: Folder, { entity: key, name }: ChangeOf<'rename'>): Outcome {
  const entity = folder.model.entities.get(key);
  if (entity === undefined) return refuse(t('It is no longer there.'));
  const renamed = renameEntity(folder, entity, name);
  if ('refused' in renamed) return refuse(renamed.refused);
  return { label: t('Rename {0}', renamed.what), edits: renamed.edits, notes: [] };
}

/** A line that names no region is put where the packet of the same words is looked at. */
function keepExpectation(folder: Folder, { line, region, uri }: ChangeOf<'addExpectation'>): Outcome {
  return addExpectation(folder, { line, region: region ?? regionOf(folder, line), uri });
}

function regionOf(folder: Folder, line: string): string {
  const found = testPacket(folder, { line });
  if ('answer' in found) return found.answer.region;
  return folder.model.expectations.at(-1)?.region ?? [...folder.model.regions.keys()].at(-1) ?? 'default';
}

/** The smallest change that lets a denied packet through: a rule at each filter that stops it, all as one step. */
function letThrough(folder: Folder, { question }: ChangeOf<'fixPacket'>): Outcome {
  const found = testPacket(folder, question);
  if ('error' in found) return refuse(found.error);
  const { trace } = found.answer;
  if (trace.changes.length === 0)
    return refuse(
      trace.verdict === 'allow' ? t('The packet is allowed already.') : t('No rule can allow this packet.'),
    );
  const edits = new Edits();
  let first: Change | undefined;
  for (const change of trace.changes) {
    if (change.owner === undefined)
      return refuse(t('The machine is in no group that is known: put it into one first.'));
    const added = rules.addRule(folder, {
      owner: change.owner,
      direction: change.direction,
      before: change.before,
      rule: {
        action: 'allow',
        service: changeService(change),
        peers: [printAddress(change.peer)],
      },
    });
    if ('refused' in added) return added;
    first ??= added;
    for (const [uri, own] of added.edits) edits.add(uri, ...own);
  }
  return first === undefined ? refuse(t('No rule can allow this packet.')) : { ...first, edits: edits.byFile };
}
