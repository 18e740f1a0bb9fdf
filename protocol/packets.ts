import { choice, type Failure, type Location, modelChoice, type Range, request } from './requests.ts';
import { flag, list, number, object, optional, type TypeOf, text } from './shape.ts';

// Questions about packets. The answers are those of the command line (`secgroup packet`, `test`, `reach`, `diff`), with places as
// URIs, and with what an editor shows beyond them.

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly sourcePort: number | null;
  readonly port: number | null;
}

export interface RulePlace {
  readonly uri: string;
  readonly range: Range;
  /** The group or acl, by name. */
  readonly owner: string;
  readonly ownerKey: string;
  readonly direction: 'inbound' | 'outbound';
  readonly index: number;
  /** The rule's line as written. */
  readonly text: string;
}

/** A place that was not read or not understood, and could change the answer that it comes with. */
export interface Incomplete {
  readonly uri: string;
  readonly range: Range;
  readonly message: string;
}

export type Stage = 'source-groups' | 'source-acl' | 'destination-acl' | 'destination-groups';

export interface Step {
  readonly stage: Stage;
  readonly direction: 'inbound' | 'outbound';
  readonly cvm: string | null;
  readonly subnet: string | null;
  readonly action: 'allow' | 'deny';
  readonly reason: 'rule' | 'default' | 'stateful' | 'no-acl';
  readonly rule: RulePlace | null;
  /** The groups tried, in order. */
  readonly groups: readonly string[];
  /** Where no rule decided and the packet is denied: the end of the last list. */
  readonly end: Location | null;
  /** Rules passed over before the one that decided, each with the reason in exact words: `port 22 is not in 443`; at most a hundred. */
  readonly passed: readonly { readonly rule: RulePlace; readonly why: string }[];
}

export interface PacketAnswer {
  readonly verdict: 'allow' | 'deny';
  readonly packet: Packet;
  /** Why no filter was asked: both ends are one machine, or there is no such packet (IPv4 to IPv6). */
  readonly note?: 'same-host' | 'no-such-packet';
  readonly request: readonly Step[];
  readonly answer: { readonly verdict: 'allow' | 'deny'; readonly steps: readonly Step[] };
  /** The whole in one sentence. */
  readonly summary: string;
  /** For a denied packet the smallest change that would let it through, in words; `packetFix` makes the edit. */
  readonly change?: string;
  /** Ends that stand for many machines or addresses, of which one was taken; at most a hundred are named to choose from. */
  readonly many: readonly {
    readonly end: 'from' | 'to';
    readonly name: string;
    readonly taken: string;
    readonly choices: readonly string[];
  }[];
  /** A change for each filter that stops it, all of which are needed, with what each allows besides the packet. */
  readonly changes: readonly PacketFix[];
  /** The same question as an `expect` line and as a call of the command line. */
  readonly expectation: string;
  readonly command: string;
  /** The line that asks it again: `tcp 22 from office-1 to web-1`. */
  readonly line: string;
  readonly incomplete: readonly Incomplete[];
}

export interface PacketFix {
  readonly text: string;
  /** `web-2 inbound: tcp 22 from 203.0.113.7` */
  readonly besides: readonly string[];
}

/** What all questions about packets are asked with. */
const asked = { ...modelChoice, protocol: optional(text), port: optional(number), region: optional(text) };
const ends = { from: optional(text), to: optional(text) };

const packetQuestion = object({
  ...asked,
  ...ends,
  /** `tcp 22 from 203.0.113.7 to web-1`, in the place of its parts. */
  line: optional(text),
  sourcePort: optional(number),
});
export type PacketQuestion = TypeOf<typeof packetQuestion>;

/** An answer, or what is wrong with the question and what would do. */
export const packet = request<{ readonly answer: PacketAnswer } | Failure>()('packet', packetQuestion);

export interface ExpectationItem {
  readonly id: string;
  readonly label: string;
  readonly uri: string;
  readonly range: Range;
}

export interface ExpectationResult {
  readonly id: string;
  readonly status: 'passed' | 'failed' | 'empty' | 'unknown';
  readonly message: string;
  readonly counterexample: Packet | null;
  readonly decidedBy: RulePlace | null;
  readonly incomplete: readonly Incomplete[];
}

/** The expectations of all files, or of one. Quick: nothing is proved. */
export const expectations = request<{ readonly items: readonly ExpectationItem[] }>()('expectations', choice);

const expectationsToRun = object({ ids: list(text), coverage: optional(flag) });
export type ExpectationsToRun = TypeOf<typeof expectationsToRun>;

export const runExpectations = request<{
  readonly results: readonly ExpectationResult[];
  readonly coverage?: readonly RuleCoverage[];
}>()('runExpectations', expectationsToRun);

/** Whether a rule decides a packet that some expectation speaks of. */
export interface RuleCoverage {
  readonly uri: string;
  readonly range: Range;
  readonly covered: boolean;
}

export interface ReachPath {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
}

export interface ReachAnswer {
  readonly endpoint: string;
  readonly paths: readonly ReachPath[];
  /** False if there are more paths than are listed. */
  readonly complete: boolean;
  /** Both ends have addresses that belong to no machine: between these nothing filters, and no path is listed. */
  readonly leavesOutStrangers: boolean;
  readonly incomplete: readonly Incomplete[];
}

const reachQuestion = object({ ...asked, ...ends });
export type ReachQuestion = TypeOf<typeof reachQuestion>;

export const reach = request<ReachAnswer | Failure>()('reach', reachQuestion);

export interface PacketChange {
  readonly cvm?: string;
  readonly group?: string;
  readonly acl?: string;
  readonly subnet?: string;
  readonly direction: 'inbound' | 'outbound';
  readonly peer: string;
  readonly service: string;
  readonly was: 'allow' | 'deny';
  readonly now: 'allow' | 'deny';
  readonly rule: RulePlace | null;
  /** The rule that decided before, where it was asked for: a place of the compared file is one in the old text. */
  readonly ruleBefore?: RulePlace | null;
}

/** What changed in the fewest words: owners that change alike together. */
export interface ChangeText {
  readonly kind: 'cvm' | 'group' | 'acl' | 'subnet';
  readonly region: string;
  readonly owners: readonly string[];
  readonly direction: 'inbound' | 'outbound';
  readonly was: 'allow' | 'deny';
  readonly now: 'allow' | 'deny';
  /** `tcp 53 to any except 10.0.0.0/8` */
  readonly packets: string;
  readonly rules: readonly RulePlace[];
  /** Why no rule decides some of it: `no rule matches`. */
  readonly undecided: readonly string[];
  readonly rulesBefore: readonly RulePlace[];
}

const oldFile = object({
  uri: text,
  /** Absent: the file was not there. */
  text: optional(text),
});
export type OldFile = TypeOf<typeof oldFile>;

const diffParams = object({
  /** The file; with `oldFiles` any file of the model, or its folder. */
  uri: text,
  /** The file is not there yet: only the old text has it. */
  isNew: optional(flag),
  /** Absent: that of the file `oldUri`. */
  oldText: optional(text),
  /** The other file that the old text is of, which is left out of both models. */
  oldUri: optional(text),
  /** Instead of one text of the file: of each file of the model that was another one, what it was. */
  oldFiles: optional(list(oldFile)),
  /** Names the rule that decided before as well: changes are split by both. */
  withBefore: optional(flag),
});
export type DiffParams = TypeOf<typeof diffParams>;

export interface DiffAnswer {
  readonly changes: readonly PacketChange[];
  readonly text: readonly ChangeText[];
  readonly incomplete: readonly Incomplete[];
}

/** Between a text of a file (its saved version, a revision, another file's), or of several, and what the model says now. */
export const diff = request<DiffAnswer | Failure>()('diff', diffParams);

/**
 * The map of who reaches whom: nodes are machines of one subnet that behave alike, and addresses of no machine that behave alike, in the
 * fewest words.
 */
export interface MapNode {
  readonly id: string;
  /** `internet`: the addresses that hold most of it. */
  readonly kind: 'cvm' | 'class' | 'addresses' | 'internet';
  readonly label: string;
  /** The machines of a class. */
  readonly members: readonly string[];
  /** The groups of its machines, in their order. */
  readonly groups: readonly string[];
  /** The subnet of its machines, with its block. */
  readonly subnet?: string;
  /** Of machines with several: each interface, and its addresses, subnet and groups in words. A machine stands in the subnet of its first. */
  readonly interfaces?: readonly { readonly name: string; readonly about: string }[];
  /** Ids of the bundles that hold all of its addresses and more. */
  readonly within?: readonly string[];
  readonly location?: Location;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
  /** Of a bundle: those that no larger one has too. A picture that draws these alone says each once. */
  readonly own?: readonly string[];
}

export interface MapGraph {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

export interface ReachabilityMap extends MapGraph {
  /**
   * The same in fewer lines: the same machines, and in the place of the other addresses sets of them that overlap. An edge says what passes
   * to or from all of a set; between an address and a machine passes what the edges of all sets with this address say. Absent where there
   * are too many sets.
   */
  readonly bundled?: MapGraph;
  /**
   * What there is too much of to be in it: some of the edges between machines, and then all of addresses; some of those of addresses; what
   * takes too long to compute. Absent where it is whole.
   */
  readonly leftOut?: 'machines' | 'addresses' | 'slow';
  readonly incomplete: readonly Incomplete[];
}

export const reachabilityMap = request<ReachabilityMap | Failure>()('reachabilityMap', object(asked));
