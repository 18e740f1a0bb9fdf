// Guards the plan as people read it: Markdown that fits a comment with the gravest first, and names that do nothing in it.

import { expect, test } from 'vitest';
import type { Step } from '#plan/plan.ts';
import { planMarkdown, planText } from './plan.ts';

function step(name: string, risk: string | null = null): Step {
  const words = `Rename '${name}' to 'b'.`;
  return {
    action: 'ModifySecurityGroupAttribute',
    region: 'ap-guangzhou',
    request: { SecurityGroupId: 'sg-aaaaaaaa', GroupName: 'b' },
    text: words,
    words,
    packets: [],
    risk,
    concerns: [{ verb: 'rename', noun: 'group', key: name }],
  };
}

test('Markdown fits a comment: what carries a risk first, then the others, and the rest counted', () => {
  const steps = Array.from({ length: 2000 }, (_, i) =>
    step(`g${i}`, i === 1999 ? `Open until step 5: ${'x'.repeat(500)}` : null),
  );
  const notes = [
    { message: 'This is left out.', incomplete: true },
    { message: 'This is no matter.', incomplete: false },
  ];
  const text = planMarkdown({ steps, notes });
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text.length).toBeGreaterThan(60_000);
  const at = ['This is left out.', '**2000.**', '**Risk:** Open until step 5', '**1.**'].map((part) =>
    text.indexOf(part),
  );
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(at[0]).toBeGreaterThan(0);
  expect(text).not.toContain('This is no matter.');
  const shown = text.match(/^- \*\*\d+\.\*\*/gm)?.length ?? 0;
  expect(text.endsWith(`\nand ${2000 - shown} more, for which there is no room here.\n`)).toBe(true);
});

test('a row that is too long alone is counted too', () => {
  const text = planMarkdown({ steps: [step('g'.repeat(100_000)), step('h')], notes: [] });
  expect(text).toContain('and 2 more');
});

test('names do nothing in Markdown and in a terminal', () => {
  const evil = '<img src=x onerror=y> [a](http://b) @someone #1 `c` **d** \u001b[31m\n- e';
  const text = planMarkdown({ steps: [step(evil)], notes: [] });
  expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
  for (const live of [/(?<!\\)<img/, /(?<!\\)\[a/, /@/, /:\/\//, /(?<!\\)#1/, /(?<!\\)`c/, /(?<!\\)\*\*?d/, /\u001b/])
    expect([live, live.test(text)]).toEqual([live, false]);
  expect(planText({ steps: [step(evil)], notes: [] }, false)).not.toContain('\u001b');
});

test('a plan ends with what it comes to', () => {
  expect(planText({ steps: [], notes: [] }, false)).toBe('Plan: nothing to do.\n');
  expect(planText({ steps: [step('a', 'Open.'), step('b')], notes: [] }, false)).toMatch(
    /\n\nPlan: 2 groups to rename or describe, nothing to delete\. 1 step carries a risk\.\n$/,
  );
});
