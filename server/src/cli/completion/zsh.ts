import type { DescribedCommand, DescribedOption } from '../described.ts';

/** A script that calls `_arguments`, with the descriptions. */
export function zsh(commands: readonly DescribedCommand[]): string {
  return `#compdef secgroup
# Completion of secgroup for zsh: put it as _secgroup into a folder of $fpath.
_secgroup() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '--help[show the help]' '--version[print the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${commands.map(caseOf).join('\n')}
      esac ;;
  esac
}
_secgroup "$@"
`;
}

function caseOf({ name, options, choices, takesFiles }: DescribedCommand): string {
  const rest =
    choices.length > 0 ? [quoted(`1:word:(${choices.join(' ')})`)] : takesFiles ? [quoted('*:file:_files')] : [];
  return `        ${name}) _arguments ${[...options.flatMap(specs), ...rest].join(' ')} ;;`;
}

function specs({ flags, description, value }: DescribedOption): readonly string[] {
  const text = description.replaceAll(/[[\]:\\]/g, (character) => `\\${character}`);
  const action = value === undefined ? '' : `:${value.name}:${wordsOf(value)}`;
  return flags.map((flag) => quoted(`${flag}[${text}]${action}`));
}

/** The choices, files where the value is one, else nothing. */
function wordsOf({ name, choices }: NonNullable<DescribedOption['value']>): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  return /file|path|folder/i.test(name) ? '_files' : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
