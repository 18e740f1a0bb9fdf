// What makes a failed expectation hold: rules at the filters that decide against it, tried on the model before they are offered.

import { judgeExpectation, type Refutation } from '#engine/reach/expectation.ts';
import { changeService } from '#engine/words.ts';
import type { Endpoint, Expectation, Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { applyEdits, changedLines, type TextEdit } from '#text/textEdit.ts';
import { semicolons, t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import { type Folder, withFiles } from '#workspace/folder.ts';
import { editorLimits } from '#workspace/limits.ts';
import { changedFile } from '#workspace/sourceFile.ts';
import { changeModel } from './change.ts';
import { titleOf } from './describe.ts';

export interface Remedy {
  readonly title: string;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
}

/** One rule mends one filter, of which the way of a packet has four. What takes more rules than this is no small change. */
const MOST_RULES = 4;
/** Each rule is tried by judging anew: in a larger model that is too long for what is asked with every move of the cursor. */
const MOST_MACHINES = 1000;

const known = memoOf((_: Folder) => new Map<ast.Block, Remedy | undefined>());

/** Nothing where no such rules can be found. Found once for each state of the folder. */
export function meetExpectation(folder: Folder, block: ast.Block): Remedy | undefined {
  const remedies = known(folder);
  if (!remedies.has(block)) remedies.set(block, findRemedy(folder, block));
  return remedies.get(block);
}

function findRemedy(folder: Folder, block: ast.Block): Remedy | undefined {
  if (folder.model.cvms.length > MOST_MACHINES) return undefined;
  let now: Folder | undefined = folder;
  let added: readonly AddedRule[] = [];
  for (let tries = 0; now !== undefined && tries <= MOST_RULES; tries++) {
    const expectation: Expectation | undefined = now.model.bindings.get(block)?.expectation;
    const result = expectation && judgeExpectation(now.model, expectation);
    if (result?.status === 'passed' && added.length > 0) return remedy(folder, now, added);
    if (expectation === undefined || result?.status !== 'failed') return undefined;
    const rule = ruleAgainst(now.model, expectation, result);
    if (rule === undefined) return undefined;
    added = withOneMore(added, rule);
    now = added.reduce<Folder | undefined>((all, each) => all && withRule(all, each), folder);
  }
  return undefined;
}

/** A rule that stands in the list already did not stand high enough: then it is the first one. */
function withOneMore(added: readonly AddedRule[], rule: AddedRule): readonly AddedRule[] {
  const isSame = (one: AddedRule) =>
    one.owner === rule.owner && one.direction === rule.direction && one.peers.join() === rule.peers.join();
  return added.some(isSame) ? added.map((one) => (isSame(one) ? { ...one, before: 0 } : one)) : [...added, rule];
}

interface AddedRule {
  readonly owner: string;
  readonly direction: ast.Direction;
  readonly before: number;
  readonly action: ast.Action;
  readonly service: string;
  readonly peers: readonly string[];
}

function ruleAgainst(model: Model, expectation: Expectation, { trace, step }: Refutation): AddedRule | undefined {
  const { service } = expectation.node;
  if (service === undefined) return undefined;
  if (expectation.action === 'allow') {
    const [change] = trace.changes;
    if (change?.owner === undefined) return undefined;
    const { owner, direction, before, answer } = change;
    const isFromSource = (direction === 'inbound') !== answer;
    return {
      owner,
      direction,
      before,
      action: 'allow',
      service: answer ? changeService(change) : printService(service),
      peers: peersOf(model, expectation, isFromSource ? 'from' : 'to', { owner, address: printAddress(change.peer) }),
    };
  }
  // The last filter that a rule of a file let it through is the one next to the receiver.
  const steps = [step, ...trace.request.toReversed()].flatMap((each) => each ?? []);
  const open = steps.find(({ decidedBy }) => decidedBy && model.entities.get(decidedBy.owner)?.builtin === false);
  if (open?.decidedBy === undefined) return undefined;
  const { owner, policy } = open.decidedBy;
  const isFromSource = open.direction === 'inbound';
  const address = printAddress(isFromSource ? trace.packet.source : trace.packet.destination);
  return {
    owner,
    direction: open.direction,
    before: policy.index,
    action: 'deny',
    service: printService(service),
    peers: peersOf(model, expectation, isFromSource ? 'from' : 'to', { owner, address }),
  };
}

/** The peers that an expectation names, as far as rules of that owner can name them too; else the address that it failed for. */
function peersOf(
  model: Model,
  expectation: Expectation,
  end: 'from' | 'to',
  { owner, address }: { readonly owner: string; readonly address: string },
): readonly string[] {
  const isGroup = model.entities.get(owner)?.kind === 'group';
  const peers = expectation.node[end];
  const texts = expectation[end].map((endpoint: Endpoint, i) => {
    const peer = peers[i];
    if (peer === undefined) return undefined;
    if (endpoint.kind === 'internet') return address.includes(':') ? 'any6' : 'any';
    if (endpoint.kind === 'addresses' || (endpoint.kind === 'group' && isGroup)) return printPeer(peer);
    return undefined;
  });
  const named = texts.filter((text) => text !== undefined);
  return named.length === peers.length && named.length > 0 ? named : [address];
}

function withRule(folder: Folder, { owner, direction, before, action, service, peers }: AddedRule) {
  const rule = { action, service, peers };
  const outcome = changeModel(folder, { kind: 'addRule', owner, direction, before, rule });
  if ('refused' in outcome || outcome.edits.size === 0) return undefined;
  const files = new Map(folder.files);
  for (const [uri, edits] of outcome.edits) {
    const file = files.get(uri);
    if (file === undefined) return undefined;
    files.set(uri, changedFile(file, applyEdits(file.text, edits), editorLimits.fileSize));
  }
  return withFiles(folder, files);
}

function remedy(before: Folder, after: Folder, added: readonly AddedRule[]): Remedy {
  const edits = new Map<string, readonly TextEdit[]>();
  for (const [uri, { text }] of after.files) {
    const edit = changedLines(before.files.get(uri)?.text ?? '', text);
    if (edit !== undefined) edits.set(uri, [edit]);
  }
  const rules = added.map(({ owner, direction, action, service, peers }) =>
    t(
      "'{0}' to {1} of {2}",
      printRule({ action, service, peers, word: direction === 'inbound' ? 'from' : 'to' }),
      directionWord(direction),
      titleOf(before.model, owner),
    ),
  );
  return { title: t('Make it hold: add {0}', semicolons(rules)), edits };
}
