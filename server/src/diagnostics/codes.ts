/** How loud a finding is. `off` is only a setting: nothing carries it. */
export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

interface CodeInfo {
  readonly code: string;
  /** What it is unless `secgroup.json` says otherwise. */
  readonly severity: Severity | 'off';
  /** Whether it may be set to `off`, or taken off by a comment: errors of the grammar and of names can only be lowered. */
  readonly hideable: boolean;
  /** Whether there is a quick fix. */
  readonly fix: boolean;
  /** Fades the text. */
  readonly unnecessary: boolean;
  /** What it is about, for lists of rules (SARIF) and the documentation. */
  readonly title: string;
}

const loud = { hideable: false, fix: false, unnecessary: false } as const;
const plain = { hideable: true, fix: false, unnecessary: false } as const;

/**
 * All codes. They are part of the interface: a code keeps its meaning. The type `Code`, the settings and their schema, and the
 * check of `docs/diagnostics.md` come from this list.
 */
export const codes = [
  { ...loud, code: 'syntax-error', severity: 'error', fix: true, title: 'Text that does not fit the grammar' },
  {
    ...loud,
    code: 'wrong-direction-word',
    severity: 'error',
    fix: true,
    title: "'to' in inbound or 'from' in outbound",
  },
  { ...loud, code: 'invalid-address', severity: 'error', fix: true, title: 'Not an IPv4 or IPv6 address' },
  {
    ...loud,
    code: 'invalid-cidr',
    severity: 'error',
    fix: true,
    title: 'A prefix length that the address cannot have',
  },
  {
    ...plain,
    code: 'host-bits-set',
    severity: 'warning',
    fix: true,
    title: 'A block whose address has bits behind the prefix',
  },
  { ...loud, code: 'invalid-port', severity: 'error', fix: true, title: 'Not a port or a range of ports' },
  { ...loud, code: 'unknown-name', severity: 'error', fix: true, title: 'A reference to nothing' },
  { ...loud, code: 'wrong-kind', severity: 'error', fix: true, title: 'A name of something that cannot stand there' },
  { ...loud, code: 'cross-region-group', severity: 'error', fix: true, title: 'A group of another region' },
  { ...plain, code: 'cross-project-group', severity: 'warning', fix: true, title: 'A peer group of another project' },
  { ...loud, code: 'duplicate-name', severity: 'error', fix: true, title: 'A name declared twice in one region' },
  { ...loud, code: 'duplicate-id', severity: 'error', fix: true, title: 'A cloud id declared twice' },
  { ...plain, code: 'duplicate-address', severity: 'error', title: 'Two CVMs of one VPC with one private address' },
  {
    ...plain,
    code: 'live-as-wanted',
    severity: 'warning',
    fix: true,
    title: 'A snapshot of what is live among the rule files that want the same',
  },
  { ...loud, code: 'circular-addresses', severity: 'error', fix: true, title: 'A list that contains itself' },
  { ...plain, code: 'quota-groups', severity: 'error', title: 'More groups in a region and project than the quota' },
  {
    ...plain,
    code: 'quota-inbound',
    severity: 'error',
    fix: true,
    title: 'More inbound policies in a group than the quota',
  },
  {
    ...plain,
    code: 'quota-outbound',
    severity: 'error',
    fix: true,
    title: 'More outbound policies in a group than the quota',
  },
  { ...plain, code: 'quota-near', severity: 'information', fix: true, title: '90 % of a quota or more' },
  { ...plain, code: 'quota-groups-per-cvm', severity: 'error', fix: true, title: 'More groups on a CVM than allowed' },
  { ...plain, code: 'quota-cvms-per-group', severity: 'error', fix: true, title: 'More CVMs in a group than allowed' },
  {
    ...plain,
    code: 'quota-referenced-groups',
    severity: 'error',
    fix: true,
    title: 'More groups in the rules of a group than allowed',
  },
  {
    ...plain,
    code: 'quota-expanded',
    severity: 'error',
    fix: true,
    title: 'More policies in a group, lists expanded, than allowed',
  },
  { ...plain, code: 'crowded-group', severity: 'information', fix: true, title: 'A group with very many CVMs' },
  {
    ...plain,
    code: 'shadowed-rule',
    severity: 'warning',
    fix: true,
    unnecessary: true,
    title: 'A rule that earlier ones decide otherwise',
  },
  {
    ...plain,
    code: 'redundant-rule',
    severity: 'hint',
    fix: true,
    unnecessary: true,
    title: 'A rule that could go and change nothing',
  },
  {
    ...plain,
    code: 'partly-shadowed-rule',
    severity: 'off',
    title: 'A rule of which earlier ones decide a part otherwise',
  },
  {
    ...plain,
    code: 'shadowed-by-members',
    severity: 'information',
    fix: true,
    title: 'A rule without effect for the members that groups have now',
  },
  {
    ...plain,
    code: 'mixed-family',
    severity: 'warning',
    fix: true,
    title: 'A rule whose protocol and peer are of different IP versions',
  },
  { ...plain, code: 'empty-group-peer', severity: 'hint', fix: true, title: 'A peer group without any CVM' },
  {
    ...plain,
    code: 'unused-group',
    severity: 'hint',
    fix: true,
    unnecessary: true,
    title: 'A group that nothing uses',
  },
  {
    ...plain,
    code: 'unused-addresses',
    severity: 'hint',
    fix: true,
    unnecessary: true,
    title: 'An address list that nothing uses',
  },
  {
    ...plain,
    code: 'unused-services',
    severity: 'hint',
    fix: true,
    unnecessary: true,
    title: 'A service list that nothing uses',
  },
  { ...plain, code: 'cvm-without-group', severity: 'warning', fix: true, title: 'A CVM that nothing filters' },
  {
    ...plain,
    code: 'dead-on-cvm',
    severity: 'information',
    fix: true,
    title: 'A group whose rules decide nothing on a CVM',
  },
  {
    ...plain,
    code: 'open-to-world',
    severity: 'warning',
    fix: true,
    title: 'A sensitive port that is open to everywhere',
  },
  { ...plain, code: 'expired-rule', severity: 'warning', fix: true, title: 'A rule whose last day is over' },
  { ...plain, code: 'expires-soon', severity: 'information', fix: true, title: 'A rule whose last day is near' },
  { ...loud, code: 'invalid-date', severity: 'error', fix: true, title: 'Not a day of the calendar' },
  {
    ...plain,
    code: 'suspicious-character',
    severity: 'warning',
    fix: true,
    title: 'Text that is not what it looks like',
  },
  { ...plain, code: 'unused-ignore', severity: 'hint', fix: true, title: 'A comment that ignores nothing' },
  { ...plain, code: 'expectation-failed', severity: 'error', fix: true, title: 'An expectation that does not hold' },
  {
    ...plain,
    code: 'expectation-empty',
    severity: 'warning',
    fix: true,
    title: 'An expectation that covers no packet',
  },
  {
    ...plain,
    code: 'expectation-one-family',
    severity: 'warning',
    fix: true,
    title: 'An expectation that holds for one IP version and would fail for the other',
  },
  {
    ...plain,
    code: 'exposed-cvm',
    severity: 'information',
    fix: true,
    title: 'A CVM that all of the internet reaches on a sensitive port',
  },
  {
    ...plain,
    code: 'missing-description',
    severity: 'off',
    fix: true,
    title: 'A rule, group or list without a description',
  },
  { ...loud, code: 'config-error', severity: 'error', title: "A setting in 'secgroup.json' that does not fit" },
] as const satisfies readonly CodeInfo[];

export type Code = (typeof codes)[number]['code'];

const byCode: ReadonlyMap<string, (typeof codes)[number]> = new Map(codes.map((info) => [info.code, info]));

export function isCode(text: string): text is Code {
  return byCode.has(text);
}

export function codeInfo(code: Code): CodeInfo {
  // Every `Code` is in the list that the map is made of.
  return byCode.get(code) as CodeInfo;
}
