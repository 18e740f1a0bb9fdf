import { tooLargeExpectations } from '#diagnostics/expectation.ts';
import { verdictsOf } from '#diagnostics/verdicts.ts';
import { MAX_POLICIES, MAX_SQUARES } from '#engine/list/board.ts';
import type { Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import { directionWord } from '#model/words.ts';
import { plural, t } from '#util/l10n.ts';

/** A list of fewer policies than this is never too large to be judged: only longer ones are looked at. */
const ALWAYS_JUDGED = 1000;

/** What of a model is too large to be judged, in words. */
export function notJudged(model: Model): string[] {
  const expectations = tooLargeExpectations(model);
  return expectations === 0
    ? listsNotJudged(model)
    : [
        ...listsNotJudged(model),
        plural(
          expectations,
          'One expectation covers too many kinds of packets to be judged: split it.',
          '{0} expectations cover too many kinds of packets to be judged: split them, or name fewer addresses.',
        ),
      ];
}

function listsNotJudged(model: Model): string[] {
  return [...model.groups, ...model.acls].flatMap((owner) =>
    [owner.inbound, owner.outbound].flatMap((list) => {
      if (list.policies.length < ALWAYS_JUDGED) return [];
      const tooLarge = verdictsOf(owner, list).some(
        (verdict) => verdict.kind === 'unknown' && verdict.reason === 'too-large',
      );
      return tooLarge ? [tooLargeWords(owner.name, list)] : [];
    }),
  );
}

function tooLargeWords(name: string, { direction, policies }: PolicyList): string {
  const [count, word] = [policies.length.toLocaleString('en'), directionWord(direction)];
  return policies.length > MAX_POLICIES
    ? t(
        "The {0} list of '{2}' has {1} policies: shadowed and redundant ones are looked for in up to {3}.",
        count,
        word,
        name,
        MAX_POLICIES.toLocaleString('en'),
      )
    : t(
        "The {0} {1} policies of '{2}' differ too much for shadowed and redundant ones to be looked for: addresses times services are over {3}.",
        count,
        word,
        name,
        MAX_SQUARES.toLocaleString('en'),
      );
}
