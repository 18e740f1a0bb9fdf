// The quick fixes of one finding, made only when somebody asks for them.

import { removeRules } from '#edits/removeRules.ts';
import type { Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fixHostBits } from './invalidAddress.ts';
import { similarNames } from './similarNames.ts';
import { removeComment } from './unusedIgnore.ts';
import { fixWrongDirectionWord } from './wrongDirectionWord.ts';

export interface FixContext {
  readonly model: Model;
  readonly language: ast.File['language'];
  /** The file's. */
  readonly text: string;
  readonly placed: ast.PlacedBlock;
}

/** A fix changes one file, the one of the finding. */
export interface Fix {
  readonly title: string;
  /** The one that a key press takes. */
  readonly preferred: boolean;
  /** Offsets of the file. */
  readonly edits: readonly TextEdit[];
  /** Whether a packet may be decided otherwise afterwards. */
  readonly changesPackets: boolean;
}

export function fixesOf(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  if (!codeInfo(diagnostic.code).fix) return [];
  const node = context.placed.block.declaration;
  switch (diagnostic.code) {
    case 'wrong-direction-word':
      return rewrite(context, node && fixWrongDirectionWord(node, diagnostic));
    case 'host-bits-set':
      return rewrite(context, node && fixHostBits(node, diagnostic));
    case 'unknown-name':
      return renames(context, diagnostic);
    case 'shadowed-rule':
    case 'redundant-rule':
      return removals(context, diagnostic, (policy) => policy.rule.start === diagnostic.start && policy.rule.end === diagnostic.end, false);
    case 'expired-rule':
      return removals(context, diagnostic, ({ rule }) => rule.until?.start === diagnostic.start, true);
    case 'unused-ignore':
      return [fix('Remove the comment', [removeComment(context.text, placedAt(context, diagnostic))])];
    default:
      return [];
  }
}

function fix(title: string, edits: readonly TextEdit[], options: { changesPackets?: boolean; preferred?: boolean } = {}): Fix {
  const { changesPackets = false, preferred = true } = options;
  return { title, edits, preferred, changesPackets };
}

function placedAt({ placed }: FixContext, edit: { readonly start: number; readonly end: number }) {
  return { start: edit.start + placed.start, end: edit.end + placed.start };
}

function rewrite(context: FixContext, edit: TextEdit | undefined): readonly Fix[] {
  if (edit === undefined) return [];
  return [fix(`Write '${edit.newText}'`, [{ ...placedAt(context, edit), newText: edit.newText }])];
}

/** One for each name that is spelled alike; which is meant, only people know, unless there is but one. */
function renames(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, placed } = context;
  const binding = model.bindings.get(placed.block);
  const reference = binding?.references.find(({ name }) => name.start === diagnostic.start);
  if (binding === undefined || reference === undefined) return [];
  const similar = similarNames(model, binding.region, reference.role, reference.name.text);
  return similar.map((name) =>
    fix(`Change to '${name}'`, [{ ...placedAt(context, diagnostic), newText: inFile(context, name) }], {
      preferred: similar.length === 1,
      changesPackets: true,
    }),
  );
}

/** JSON knows others by their ids; one without an id is written with its name in the id's place. */
function inFile({ language }: FixContext, name: string): string {
  return language === 'json' ? JSON.stringify(name).slice(1, -1) : name;
}

function removals(context: FixContext, diagnostic: Diagnostic, isWhole: (policy: Policy) => boolean, changesPackets: boolean): readonly Fix[] {
  const { model, placed, text, language } = context;
  const entity = model.bindings.get(placed.block)?.entity;
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return [];
  const policies = [...entity.inbound.policies, ...entity.outbound.policies];
  const whole = policies.filter(isWhole);
  const meant = whole.length > 0 ? whole : policies.filter(({ peerNode }) => peerNode.start === diagnostic.start && peerNode.end === diagnostic.end);
  const [first] = meant;
  if (first === undefined) return [];
  const gone = new Set(meant.map(({ peerNode }) => peerNode));
  const edits = removeRules({ text, language, blockStart: placed.start, lists: entity.node.lists, gone });
  const all = first.rule.peers.every((peer) => gone.has(peer));
  const title = all ? 'Remove this rule' : 'Remove this peer';
  return [fix(changesPackets ? `${title}: what it matched is then decided by what follows` : title, edits, { changesPackets })];
}
