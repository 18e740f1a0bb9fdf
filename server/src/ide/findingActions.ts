// Actions that help with a finding and are more than an edit of its file: rules elsewhere, another name for the file, a command of the editor.

import type { Code } from '#diagnostics/codes.ts';
import { judgeExpectation, type Refutation } from '#engine/reach/expectation.ts';
import type { Binding, Model } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import type { PlacedBlock } from '#syntax/ast.ts';
import { printPeer, printService } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import { type Folder, liveTest } from '#workspace/folder.ts';
import type { PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import type { CodeAction, EditorAction } from './codeAction.ts';
import { titleOf } from './describe.ts';
import { meetExpectation } from './meetExpectation.ts';
import { extractAddresses } from './refactor/extractAddresses.ts';
import { mergeRules } from './refactor/mergeRules.ts';
import { moveAboveTakers } from './refactor/moveToEffect.ts';
import { rulePlaceAt } from './refactor/place.ts';
import { removalOfUnused } from './unusedGroups.ts';

type Offered = Pick<CodeAction, 'title' | 'changesPackets'> & Partial<Pick<CodeAction, 'edits' | 'rename' | 'opens'>>;

interface FindingContext {
  readonly folder: Folder;
  readonly uri: string;
  readonly binding: Binding;
  readonly diagnostic: PlacedDiagnostic;
  /** Where the block begins. */
  readonly start: number;
}

type Find = (context: FindingContext) => readonly Offered[];

/** By the code of the finding. */
export const findingActions: ReadonlyMap<Code, Find> = new Map<Code, Find>([
  ['expectation-failed', (context) => [...remedies(context), ...failedPacket(context)]],
  ['expectation-empty', expectedPacket],
  ['live-as-wanted', liveName],
  ['duplicate-address', otherMachine],
  ['quota-groups', (context) => [...unusedGroups(context), ...inTree(context)]],
  ['partly-shadowed-rule', aboveTakers],
  ['unused-group', inTree],
  ['unused-addresses', inTree],
  ['unused-services', inTree],
  ['empty-group-peer', machinesOfGroup],
  ['crowded-group', machinesOfGroup],
  ['quota-inbound', fewerPolicies],
  ['quota-outbound', fewerPolicies],
  ['quota-near', fewerPolicies],
  ['quota-cvms-per-group', machinesOfGroup],
  ['quota-groups-per-cvm', groupsOfMachine],
  ['dead-on-cvm', groupsOfMachine],
  ['cvm-without-group', groupsOfMachine],
  ['exposed-cvm', (context) => [...packetTo(context), ...groupsOfMachine(context)]],
]);

export function actionsFor(folder: Folder, uri: string, diagnostic: PlacedDiagnostic): readonly CodeAction[] {
  const find = findingActions.get(diagnostic.code);
  if (find === undefined) return [];
  const placed = blockAt(folder, uri, diagnostic.start);
  const binding = placed && folder.model.bindings.get(placed.block);
  if (placed === undefined || binding === undefined) return [];
  return find({ folder, uri, binding, diagnostic, start: placed.start }).map((offered) => ({
    edits: new Map(),
    ...offered,
    kind: 'fix',
    preferred: false,
    diagnostics: [{ ...diagnostic, uri }],
  }));
}

function blockAt({ files }: Folder, uri: string, offset: number): PlacedBlock | undefined {
  return files.get(uri)?.tree.blocks.find(({ start, block }) => start <= offset && offset < start + block.length);
}

const opens = (title: string, action: EditorAction): readonly Offered[] => [
  { title, changesPackets: false, opens: action },
];

function remedies({ folder, binding }: FindingContext): readonly Offered[] {
  const found = meetExpectation(folder, binding.block);
  return found === undefined ? [] : [{ ...found, changesPackets: true }];
}

function failedPacket({ folder: { model }, binding: { expectation, region } }: FindingContext): readonly Offered[] {
  const result = expectation && judgeExpectation(model, expectation);
  if (result?.status !== 'failed') return [];
  return opens(t('Show the way of this packet'), { kind: 'testPacket', line: packetLine(model, result), region });
}

/** As Test Packet reads it. */
function packetLine(model: Model, { counterexample, ...ends }: Refutation): string {
  const { protocol, port } = counterexample;
  const [from, to] = (['source', 'destination'] as const).map((end) =>
    ends[end] === undefined ? printAddress(counterexample[end]) : titleOf(model, ends[end]),
  );
  return `${port === null ? protocol : `${protocol} ${port}`} from ${from} to ${to}`;
}

/** A packet that the expectation describes, with the first end of each side. */
function expectedPacket({ binding: { expectation, region } }: FindingContext): readonly Offered[] {
  const { service, from, to } = expectation?.node ?? {};
  const [source, destination] = [from?.[0], to?.[0]];
  if (service === undefined || source === undefined || destination === undefined) return [];
  const line = `${printService(service)} from ${printPeer(source)} to ${printPeer(destination)}`;
  return opens(t('Test such a packet'), { kind: 'testPacket', line, region });
}

/** A snapshot that is named as a live file is compared with the rule files instead of joined with them. */
function liveName({ folder, uri }: FindingContext): readonly Offered[] {
  const to = uri.replace(/\.sg\.json$/, '.live.sg.json');
  if (to === uri || folder.files.has(to) || !liveTest(folder.root, folder.settings)(to)) return [];
  return [{ title: t("Rename the file to '{0}'", fileName(to)), changesPackets: true, rename: { from: uri, to } }];
}

/** Rules that can be merged, and the peers of the rule that has most of them as a list, with which they are one policy. */
function fewerPolicies({ folder, uri, binding: { entity }, diagnostic, start }: FindingContext): readonly Offered[] {
  if (entity?.kind !== 'group') return [];
  const list = entity.node.lists.find(
    (each) => start + each.start <= diagnostic.start && diagnostic.start < start + each.end,
  );
  const [most] = (list?.rules ?? []).toSorted((a, b) => b.peers.length - a.peers.length);
  if (list === undefined || most === undefined) return [];
  const linesAt = (from: number, to: number) => {
    const place = rulePlaceAt(folder, uri, { start: start + from, end: start + to });
    return place?.language === 'sg' ? [place] : [];
  };
  return [
    ...linesAt(list.rules[0]?.start ?? list.start, list.end).flatMap(mergeRules),
    ...linesAt(most.start, most.start).flatMap(extractAddresses),
  ];
}

function inTree({ binding }: FindingContext): readonly Offered[] {
  return binding.entity === undefined
    ? []
    : opens(t('Show it in the tree'), { kind: 'reveal', entity: binding.entity.key });
}

/** Of the group that is named there, or that is declared. */
function machinesOfGroup({ folder: { model }, binding, diagnostic, start }: FindingContext): readonly Offered[] {
  const named = binding.references.find(({ name }) => start + name.start === diagnostic.start)?.target;
  const group = named ?? binding.entity?.key;
  if (group === undefined || model.entities.get(group)?.kind !== 'group') return [];
  return opens(t("Choose the machines of '{0}'…", titleOf(model, group)), { kind: 'manageCvms', group });
}

function groupsOfMachine({ binding: { entity } }: FindingContext): readonly Offered[] {
  if (entity?.kind !== 'cvm') return [];
  return opens(t("Choose the groups of '{0}'…", entity.name), { kind: 'configureGroups', cvm: entity.key });
}

function packetTo({ folder: { model }, binding: { entity } }: FindingContext): readonly Offered[] {
  if (entity?.kind !== 'cvm') return [];
  return opens(t("Test a packet to '{0}'…", entity.name), { kind: 'testPacketTo', to: titleOf(model, entity.key) });
}

function otherMachine({ folder, diagnostic: { related } }: FindingContext): readonly Offered[] {
  const [other] = related;
  const placed = other && blockAt(folder, other.uri, other.start);
  const machine = placed && folder.model.bindings.get(placed.block)?.entity;
  return machine?.kind === 'cvm'
    ? opens(t("Show '{0}', which has it too, in the tree", machine.name), { kind: 'reveal', entity: machine.key })
    : [];
}

function unusedGroups({ folder, binding: { entity } }: FindingContext): readonly Offered[] {
  const removal = entity?.kind === 'group' ? removalOfUnused(folder, entity) : undefined;
  return removal === undefined ? [] : [{ ...removal, changesPackets: false }];
}

function aboveTakers({ folder, uri, diagnostic: { start, end } }: FindingContext): readonly Offered[] {
  const place = rulePlaceAt(folder, uri, { start, end });
  return place === undefined ? [] : moveAboveTakers(place);
}
