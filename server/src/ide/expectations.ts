// The expectations of the files as tests: listed without proving anything, and judged one by one.

import type { Packet } from '#engine/packet/packet.ts';
import { covering } from '#engine/reach/coverage.ts';
import { judging } from '#engine/reach/expectation.ts';
import { senderWords } from '#engine/words.ts';
import type { Expectation } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import type * as protocol from '#protocol/packets.ts';
import { incompleteFor, whyNotJudged } from '#questions/expectations.ts';
import type { Gap } from '#questions/gaps.ts';
import { printPacket } from '#questions/packet.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { titleOf } from './describe.ts';
import { type Place, placeIn } from './place.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

export interface ExpectationItem {
  /** The same as long as file, region and text stay the same, wherever the line moves to. */
  readonly id: string;
  /** Its string, or its text without one. */
  readonly label: string;
  readonly place: Place;
  readonly expectation: Expectation;
}

export interface JudgedExpectation extends Omit<protocol.ExpectationResult, 'id' | 'decidedBy' | 'incomplete'> {
  readonly decidedBy: RuleSpot | null;
  readonly incomplete: readonly Gap[];
}

/** Its string, or its text without one. */
export function labelOfExpectation(folder: Folder, expectation: Expectation): string {
  return expectation.node.name?.value ?? textOfExpectation(folder, expectation);
}

function textOfExpectation(folder: Folder, { node, source }: Expectation): string {
  const place = placeIn(folder, source, node);
  return (folder.files.get(source.uri)?.text.slice(place?.start, place?.end) ?? '').replace(/\s+/g, ' ');
}

/** Of all files, or of one. */
export function expectations(folder: Folder, uri?: string): readonly ExpectationItem[] {
  const seen = new Map<string, number>();
  return folder.model.expectations.flatMap((expectation) => {
    const { node, source, region } = expectation;
    if (uri !== undefined && source.uri !== uri) return [];
    const place = placeIn(folder, source, node);
    if (place === undefined) return [];
    const text = textOfExpectation(folder, expectation);
    const base = `${source.uri}#${region}/${text}`;
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return { id: nth === 1 ? base : `${base} (${nth})`, label: node.name?.value ?? text, place, expectation };
  });
}

export function* judge(folder: Folder, { expectation }: ExpectationItem): Steps<JudgedExpectation> {
  const result = yield* judging(folder.model, expectation);
  const incomplete = incompleteFor(folder, expectation);
  const plain = { status: result.status, counterexample: null, decidedBy: null, incomplete };
  switch (result.status) {
    case 'passed':
      return { ...plain, message: t('It holds for every packet.') };
    case 'empty':
    case 'unknown':
      return { ...plain, message: whyNotJudged(folder.model, expectation, result) };
    case 'failed': {
      const { step, counterexample } = result;
      const decidedBy = step?.decidedBy === undefined ? undefined : ruleSpot(folder, step.decidedBy, step.direction);
      const source = senderWords(counterexample, end(folder, counterexample.source, result.source));
      const ends = `${source} to ${end(folder, counterexample.destination, result.destination)}`;
      const port = counterexample.port === null ? '' : ` ${counterexample.port}`;
      const message = fateWords(`${counterexample.protocol}${port} from ${ends}`, expectation.action, decidedBy);
      return { ...plain, message, counterexample: printPacket(counterexample), decidedBy: decidedBy ?? null };
    }
  }
}

/** The packet is written in the words of the language. What decided comes first: VS Code shows as much of it as a line holds. */
function fateWords(packet: string, expected: 'allow' | 'deny', by: RuleSpot | undefined): string {
  if (by === undefined) return expected === 'allow' ? t('{0} is denied.', packet) : t('{0} passes.', packet);
  return expected === 'allow'
    ? t("'{0}' of {1} denies {2}.", by.text, by.owner, packet)
    : t("'{0}' of {1} allows {2}.", by.text, by.owner, packet);
}

function end(folder: Folder, address: Packet['source'], cvm: string | undefined): string {
  const text = printAddress(address);
  return cvm === undefined ? text : `${text} (${titleOf(folder.model, cvm)})`;
}

/** Every rule of a group or acl, and whether one of its policies decides a packet that one of the expectations speaks of. */
export function* coverage(
  folder: Folder,
  items: readonly ExpectationItem[],
): Steps<readonly { readonly place: Place; readonly covered: boolean }[]> {
  const { policies } = yield* covering(
    folder.model,
    items.map(({ expectation }) => expectation),
  );
  const { groups, acls } = folder.model;
  return [...groups, ...acls].flatMap((owner) => {
    if (owner.builtin) return [];
    const all = [...owner.inbound.policies, ...owner.outbound.policies];
    return [...groupBy(all, ({ rule }) => rule)].flatMap(([rule, own]) => {
      const place = placeIn(folder, owner.source, rule);
      return place === undefined ? [] : { place, covered: own.some((policy) => policies.has(policy)) };
    });
  });
}
