// A plan for people: each step in words, with the call, the packets whose fate changes, and the risk.

import pc from 'picocolors';
import type { Plan, Step } from '#plan/plan.ts';
import { summary } from '#plan/summary.ts';
import { inlineCode, plainMarkdown } from './markdownText.ts';
import { visible } from './visible.ts';

export function planText({ steps }: Plan, colours: boolean): string {
  const { red } = pc.createColors(colours);
  const width = `${steps.length}`.length;
  const indent = ' '.repeat(width + 2);
  const lines = steps.flatMap((step, i) => [
    `${`${i + 1}`.padStart(width)}. ${visible(step.words)}`,
    `${indent}${called(step)}`,
    ...step.packets.map((packets) => `${indent}${visible(packets)}`),
    ...(step.risk === null ? [] : [`${indent}${red(`Risk: ${visible(step.risk)}`)}`]),
    '',
  ]);
  return `${[...lines, summary(steps)].join('\n')}\n`;
}

function called({ action, region }: Step): string {
  return region === 'default' ? action : `${action} in ${visible(region)}`;
}

/** The most that GitHub takes in a comment. */
const MOST_CHARACTERS = 65_536;

/** The comment of a pull request. Steps with a risk come first; those for which there is no room are counted. */
export function planMarkdown({ steps, notes }: Plan): string {
  const numbered = steps.map((step, i) => ({ step, number: i + 1 }));
  const risky = numbered.filter(({ step }) => step.risk !== null);
  const others = numbered.filter(({ step }) => step.risk === null);
  const missing = notes.filter(({ incomplete }) => incomplete);
  const head = `**${summary(steps)}**\n`;
  const sections = [
    { title: 'Left out: the plan is not whole', rows: missing.map(({ message }) => `- ${plainMarkdown(message)}\n`) },
    { title: 'Steps that carry a risk', rows: risky.map(row) },
    { title: risky.length === 0 ? 'Steps' : 'Other steps', rows: others.map(row) },
  ];
  return fitted(
    head,
    sections.filter(({ rows }) => rows.length > 0),
  );
}

interface Section {
  readonly title: string;
  readonly rows: readonly string[];
}

function row({ step, number }: { readonly step: Step; readonly number: number }): string {
  const parts = [
    // No numbered list: Markdown would count the steps anew.
    `- **${number}.** ${plainMarkdown(step.words)} ${inlineCode(called(step))}`,
    ...step.packets.map((packets) => `  - ${plainMarkdown(packets)}`),
    ...(step.risk === null ? [] : [`  - **Risk:** ${plainMarkdown(step.risk)}`]),
  ];
  return `${parts.join('\n')}\n`;
}

/** As many rows as there is room for, in their order. */
function fitted(head: string, sections: readonly Section[]): string {
  const rest = (count: number) => `\nand ${count} more, for which there is no room here.\n`;
  const room = MOST_CHARACTERS - rest(Number.MAX_SAFE_INTEGER).length;
  let text = head;
  let left = 0;
  for (const { title, rows } of sections) {
    const heading = `\n### ${title}\n\n`;
    rows.forEach((each, i) => {
      const added = i === 0 ? `${heading}${each}` : each;
      if (left === 0 && text.length + added.length <= room) text += added;
      else left++;
    });
  }
  return left === 0 ? text : `${text}${rest(left)}`;
}
