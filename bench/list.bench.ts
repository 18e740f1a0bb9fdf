// How long it takes to judge one list of policies, verdicts and blame together.

import { judgeList } from '#engine/list/judgeList.ts';
import { adversarialList, madeList, quotaList, type Shape } from './lists.ts';
import { measure } from './measure.ts';

const SHAPES: readonly Shape[] = ['access-list', 'firewall', 'chain'];
const sizes = [100, 1_000, 10_000];

const quota = quotaList(100, 1);
const region = Array.from({ length: 100 }, (_, i) => quotaList(100, 100 + i));
const hard = adversarialList(1_000, 1);

await measure('one list', [
  { name: '100 policies of a group', aim: 0.3, run: () => judgeList(quota, 'group') },
  ...SHAPES.flatMap((shape) =>
    sizes.map((size) => {
      const list = madeList(shape, size, 7);
      const aim = size === 10_000 ? 200 : size === 1_000 ? 13 : undefined;
      return {
        name: `${shape}, ${size}`,
        family: shape,
        size,
        aim,
        run: () => judgeList(list, 'acl'),
      };
    }),
  ),
  { name: 'adversarial, 1000', aim: 60, run: () => judgeList(hard, 'acl') },
  { name: 'region at quota: 50 groups × (100 + 100)', run: () => region.map((list) => judgeList(list, 'group')) },
]);
