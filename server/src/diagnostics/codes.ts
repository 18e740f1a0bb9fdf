/** How serious a finding is. `off` exists as a setting only: no finding has it. */
export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

interface CodeInfo {
  readonly code: string;
  /** The severity unless `secgroup.json` sets another one. */
  readonly severity: Severity | 'off';
  /** Whether it may be set to `off` or ignored by a comment. Errors of the grammar and of names can only get a lower severity. */
  readonly hideable: boolean;
  /** Whether editors fade the text. */
  readonly unnecessary: boolean;
  /** What the code reports, for the list of rules in SARIF and for the documentation. */
  readonly title: string;
}

function code<C extends string>(
  code: C,
  severity: CodeInfo['severity'],
  title: string,
  { hideable = true, unnecessary = false }: Partial<CodeInfo> = {},
) {
  return { code, severity, title, hideable, unnecessary } satisfies CodeInfo;
}

/**
 * All codes. They are part of the interface: a code keeps its meaning. The type `Code`, the settings and their schema, and the
 * check of `docs/diagnostics.md` come from this list.
 */
export const codes = [
  code('syntax-error', 'error', 'Text that does not fit the grammar', { hideable: false }),
  code('wrong-direction-word', 'error', "'to' in inbound or 'from' in outbound", { hideable: false }),
  code('invalid-address', 'error', 'Not an IPv4 or IPv6 address', { hideable: false }),
  code('invalid-cidr', 'error', 'A prefix length that the address cannot have', { hideable: false }),
  code('host-bits-set', 'warning', 'A block whose address has bits behind the prefix'),
  code('invalid-port', 'error', 'Not a port or a range of ports', { hideable: false }),
  code('unknown-name', 'error', 'A reference to nothing', { hideable: false }),
  code('wrong-kind', 'error', 'A name of something that cannot stand there', { hideable: false }),
  code('cross-region-group', 'error', 'A group of another region', { hideable: false }),
  code('cross-project-group', 'warning', 'A peer group of another project'),
  code('duplicate-name', 'error', 'A name declared twice in one region', { hideable: false }),
  code('duplicate-id', 'error', 'A cloud id declared twice', { hideable: false }),
  code('duplicate-address', 'error', 'Two CVMs of one VPC with one private address'),
  code('live-as-wanted', 'warning', 'A snapshot of what is live among the rule files that want the same'),
  code('circular-addresses', 'error', 'A list that contains itself', { hideable: false }),
  code('quota-groups', 'error', 'More groups in a region and project than the quota'),
  code('quota-inbound', 'error', 'More inbound policies in a group than the quota'),
  code('quota-outbound', 'error', 'More outbound policies in a group than the quota'),
  code('quota-near', 'information', '90 % of a quota or more'),
  code('quota-groups-per-cvm', 'error', 'More groups on a CVM than allowed'),
  code('quota-cvms-per-group', 'error', 'More CVMs in a group than allowed'),
  code('quota-referenced-groups', 'error', 'More groups in the rules of a group than allowed'),
  code('quota-expanded', 'error', 'More policies in a group, lists expanded, than allowed'),
  code('crowded-group', 'information', 'A group with very many CVMs'),
  code('shadowed-rule', 'warning', 'A rule that earlier ones decide otherwise', { unnecessary: true }),
  code('redundant-rule', 'hint', 'A rule that could go and change nothing', { unnecessary: true }),
  code('partly-shadowed-rule', 'off', 'A rule of which earlier ones decide a part otherwise'),
  code('shadowed-by-members', 'information', 'A rule without effect for the members that groups have now'),
  code('mixed-family', 'warning', 'A rule whose protocol and peer are of different IP versions'),
  code('empty-group-peer', 'hint', 'A peer group without any CVM'),
  code('unused-group', 'hint', 'A group that nothing uses', { unnecessary: true }),
  code('unused-addresses', 'hint', 'An address list that nothing uses', { unnecessary: true }),
  code('unused-services', 'hint', 'A service list that nothing uses', { unnecessary: true }),
  code('cvm-without-group', 'warning', 'A CVM that nothing filters'),
  code('dead-on-cvm', 'information', 'A group whose rules decide nothing on a CVM'),
  code('open-to-world', 'warning', 'A sensitive port that is open to everywhere'),
  code('expired-rule', 'warning', 'A rule whose last day is over'),
  code('expires-soon', 'information', 'A rule whose last day is near'),
  code('invalid-date', 'error', 'Not a day of the calendar', { hideable: false }),
  code('suspicious-character', 'warning', 'Text that is not what it looks like'),
  code('unused-ignore', 'hint', 'A comment that ignores nothing'),
  code('expectation-failed', 'error', 'An expectation that does not hold'),
  code('expectation-empty', 'warning', 'An expectation that covers no packet'),
  code(
    'expectation-one-family',
    'warning',
    'An expectation that holds for one IP version and would fail for the other',
  ),
  code('exposed-cvm', 'information', 'A CVM that all of the internet reaches on a sensitive port'),
  code('missing-description', 'off', 'A rule, group or list without a description'),
  code('config-error', 'error', "A setting in 'secgroup.json' that does not fit", { hideable: false }),
];

export type Code = (typeof codes)[number]['code'];

const byCode: ReadonlyMap<string, (typeof codes)[number]> = new Map(codes.map((info) => [info.code, info]));

export function isCode(text: string): text is Code {
  return byCode.has(text);
}

export function codeInfo(code: Code): CodeInfo {
  // Every `Code` is in the list that the map is made of.
  return byCode.get(code) as CodeInfo;
}
