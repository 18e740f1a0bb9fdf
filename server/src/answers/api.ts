// What `import 'secgroup'` offers, with the shapes of all answers: those that the command line prints with `--format json`. This file
// imports nothing, for it is shipped as it stands.

/** Texts of rule files (`.sg`) and snapshots (`.sg.json`) by their paths; `secgroup.json`, where it is among them, holds the settings. */
export type Files = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** A question that cannot be answered, in a sentence that says what to do. */
export interface Failure {
  readonly error: string;
  /** What was not read or not understood and could change the answer: ask with `partial` to be answered from the rest. */
  readonly incomplete?: readonly Incomplete[];
}

export interface Options {
  /** The day on which expiry dates are judged, `2027-03-31`; today, UTC, without it. */
  readonly today?: string;
  /** To be answered from what was read, though what was not could change the answer. */
  readonly partial?: boolean;
  /** Needed only where a name, or a pair of addresses, is of several regions. */
  readonly region?: string;
}

/** Zero-based; characters are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Incomplete {
  readonly file: string;
  readonly range: Range;
  readonly message: string;
}

export type Verdict = 'allow' | 'deny';
export type Direction = 'inbound' | 'outbound';

export interface Diagnostic {
  readonly file: string;
  readonly range: Range;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
  readonly message: string;
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
}

export interface CheckAnswer {
  readonly version: 1;
  /** How many files were looked at, settings not counted. */
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly sourcePort: number | null;
  readonly port: number | null;
}

export interface Rule {
  readonly file: string;
  readonly range: Range;
  /** The group or acl that holds it. */
  readonly owner: string;
  readonly direction: Direction;
  /** Its policy's place in the owner's list, as the cloud counts. */
  readonly index: number;
}

export interface Step {
  readonly stage: 'source-groups' | 'source-acl' | 'destination-acl' | 'destination-groups';
  readonly direction: Direction;
  readonly cvm: string | null;
  readonly subnet: string | null;
  readonly action: Verdict;
  readonly reason: 'rule' | 'default' | 'stateful' | 'no-acl';
  readonly rule: Rule | null;
}

export interface PacketTrace {
  /** `allow` only where request and answer both pass. */
  readonly verdict: Verdict;
  readonly packet: Packet;
  /** The packet is to the machine that sent it, which nothing filters. */
  readonly note?: 'same-host';
  readonly request: readonly Step[];
  readonly answer: { readonly verdict: Verdict; readonly steps: readonly Step[] };
}

export interface PacketAnswer extends PacketTrace {
  readonly version: 1;
  /** Of a service that is several packets, each of them; the answer is then that of the first that is denied. */
  readonly packets?: readonly PacketTrace[];
  readonly incomplete?: readonly Incomplete[];
}

export interface PacketQuestion extends Options {
  /** An address, or a cvm by its name or id. */
  readonly from: string;
  readonly to: string;
  /** tcp, udp, icmp, icmpv6, gre, other, a number, or the name of a service. */
  readonly protocol: string;
  /** For tcp and udp. */
  readonly port?: number | string;
  /** 1024-65535 by default. */
  readonly sourcePort?: number | string;
}

export interface ReachPath {
  readonly from: string;
  readonly to: string;
  /** One string a protocol: `tcp 80,443`; `tcp` for all its ports; `all`. */
  readonly services: readonly string[];
}

export interface ReachAnswer {
  readonly version: 1;
  readonly endpoint: string;
  readonly paths: readonly ReachPath[];
  /** What the paths leave out, in sentences. */
  readonly notes?: readonly string[];
  readonly incomplete?: readonly Incomplete[];
}

/** Either `from` or `to`: a cvm, group, subnet, list, address, `any` or `internet`. */
export interface ReachQuestion extends Options {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: number | string;
}

/** One block of peers and one protocol; one of `cvm`, `group`, `acl` and `subnet` names whose lists decide otherwise. */
export interface Change {
  readonly cvm?: string;
  readonly group?: string;
  readonly acl?: string;
  readonly subnet?: string;
  readonly direction: Direction;
  readonly peer: string;
  readonly service: string;
  readonly was: Verdict;
  readonly now: Verdict;
  readonly rule: Rule | null;
}

export interface ChangeInWords {
  readonly kind: 'cvm' | 'group' | 'acl' | 'subnet';
  readonly owners: readonly string[];
  readonly direction: Direction;
  readonly was: Verdict;
  readonly now: Verdict;
  /** In the language's own spelling: `tcp 53 to any except 10.0.0.0/8`. */
  readonly packets: string;
}

export interface DiffAnswer {
  readonly version: 1;
  readonly changes: readonly Change[];
  /** The same in the fewest words. */
  readonly text: readonly ChangeInWords[];
  readonly notCompared: readonly { readonly file: string; readonly why: string }[];
  readonly incomplete?: readonly Incomplete[];
}

export interface PlanStep {
  /** An action of the cloud's API, such as `ModifySecurityGroupPolicies`. */
  readonly action: string;
  readonly region: string;
  /** As the SDK takes it; a group that the plan itself creates is `"$name:web"` in it. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** What is open or cut off until a later step. */
  readonly risk: string | null;
}

export interface PlanAnswer {
  readonly version: 1;
  /** In an order that works. */
  readonly steps: readonly PlanStep[];
  /** What the plan leaves out. */
  readonly incomplete?: readonly NotPlanned[];
}

export interface NotPlanned {
  readonly file: string | null;
  readonly range: Range | null;
  readonly message: string;
}

export interface PlanOptions extends Options {
  /** Deletes the groups, lists and acls that `wanted` does not have, default groups excepted. */
  readonly delete?: boolean;
  /** The fewest inserts, replaces and deletes of rules, instead of whole lists. */
  readonly incremental?: boolean;
}

/** Every finding, those of expectations included. */
export declare function check(files: Files, options?: Pick<Options, 'today'>): CheckAnswer;

/** One packet, step by step. */
export declare function packet(files: Files, question: PacketQuestion): PacketAnswer | Failure;

/** Who reaches an end, or whom it reaches, and on what. */
export declare function reach(files: Files, question: ReachQuestion): ReachAnswer | Failure;

/** The packets that `now` decides otherwise than `old`. */
export declare function diff(old: Files, now: Files, options?: Options): DiffAnswer | Failure;

/** The calls that turn what is live into what is wanted; nothing is called. */
export declare function plan(
  live: Files,
  wanted: Files,
  options?: PlanOptions,
): PlanAnswer | (Failure & { readonly notPlanned?: readonly NotPlanned[] });
