import type { DescribedCommand, DescribedOption } from '../described.ts';

/** A script for `complete`. It offers commands, their options, and the words that an option takes; else files. */
export function bash(commands: readonly DescribedCommand[]): string {
  return `# Completion of secgroup for bash: load it with  source <(secgroup completion bash)
_secgroup() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' each
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $each in
      ${commands.map(({ name }) => name).join('|')}) command=$each; break ;;
    esac
  done
  COMPREPLY=()
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$word") ;;
${commands.map(caseOf).join('\n')}
  esac
}
complete -o bashdefault -o default -F _secgroup secgroup
`;
}

function caseOf({ name, options, choices }: DescribedCommand): string {
  const flags = options.flatMap((option) => option.flags);
  const valued = options.filter(({ value }) => value !== undefined);
  const words =
    choices.length > 0
      ? `$([[ $word == -* ]] && echo "${flags.join(' ')}" || echo "${choices.join(' ')}")`
      : flags.join(' ');
  return `    ${name})
      case $before in
${valued.map(valueCase).join('')}      esac
      ${choices.length > 0 ? '' : '[[ $word == -* ]] && '}mapfile -t COMPREPLY < <(compgen -W "${words}" -- "$word") ;;`;
}

/** For a value without choices nothing is offered, and bash falls back to files. */
function valueCase({ flags, value }: DescribedOption): string {
  const choices = value?.choices ?? [];
  const reply =
    choices.length === 0 ? 'return' : `mapfile -t COMPREPLY < <(compgen -W '${choices.join(' ')}' -- "$word"); return`;
  return `        ${flags.join('|')}) ${reply} ;;\n`;
}
