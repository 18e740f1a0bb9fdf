import type { DescribedCommand, DescribedOption } from './described.ts';

/** The manual page of section 1, in the macros of man(7). */
export function manPage(commands: readonly DescribedCommand[], version: string): string {
  return `.TH SECGROUP 1 "" "secgroup ${roff(version)}" "User Commands"
.SH NAME
secgroup \\- security groups as text: check, test and convert rule files
.SH SYNOPSIS
.B secgroup
.I command
.RI [ option ...]
.RI [ path ...]
.SH DESCRIPTION
Commands read the rule files (.sg) and snapshots (.sg.json) of the files and folders that they are given, of this folder by default, as
one model. Results go to standard output, complaints to standard error.
.SH COMMANDS
${commands.map(section).join('')}.SH EXIT STATUS
.TP
.B 0
Nothing was found, the packet is allowed, there is nothing to do.
.TP
.B 1
Something was found, the packet is denied, something differs.
.TP
.B 2
It could not run, or not everything that matters could be read.
.SH FILES
.TP
.I secgroup.json
Quotas, severities and more, beside the rule files.
`;
}

function section({ name, summary, usage, example, options }: DescribedCommand): string {
  return `.SS ${roff(name)}
${roff(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)}
.PP
.B ${roff(usage)}
${options.map(optionText).join('')}.PP
Example:
.B ${roff(example)}
`;
}

function optionText({ flags, description, value }: DescribedOption): string {
  const takes = value === undefined ? '' : ` ${value.choices.length > 0 ? value.choices.join('|') : value.name}`;
  return `.TP\n.B ${roff(`${flags.join(', ')}${takes}`)}\n${roff(description)}\n`;
}

/** Escapes text for roff, which takes a line that begins with a dot or an apostrophe for a command. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
