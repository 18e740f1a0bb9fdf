import type { DescribedCommand, DescribedOption } from '../described.ts';

/** A line for each command, option and word. */
export function fish(commands: readonly DescribedCommand[]): string {
  return `# Completion of secgroup for fish: put it as secgroup.fish into ~/.config/fish/completions
${commands.map(({ name, summary }) => `complete -c secgroup -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`).join('\n')}
${commands.flatMap((command) => linesOf(command)).join('\n')}
`;
}

function linesOf({ name, options, choices }: DescribedCommand): readonly string[] {
  const within = `complete -c secgroup -n '__fish_seen_subcommand_from ${name}'`;
  const words = choices.length > 0 ? [`${within} -f -a ${quoted(choices.join(' '))}`] : [];
  return [...words, ...options.map((option) => `${within} ${optionOf(option)}`)];
}

function optionOf({ flags, description, value }: DescribedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes =
    value === undefined ? [] : value.choices.length > 0 ? ['-x', '-a', quoted(value.choices.join(' '))] : ['-r'];
  return [...names, ...takes, '-d', quoted(description)].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
