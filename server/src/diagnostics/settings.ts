import { type Quotas, USUAL_QUOTAS } from '#model/quotas.ts';
import { type Code, codeInfo, type Severity } from './codes.ts';

/** What `secgroup.json` can set. `defaultSettings` applies to what it does not set, or sets to a value that is not allowed. */
export interface Settings {
  readonly quotas: JudgedQuotas;
  /** The codes whose severity is set, and no others. */
  readonly severity: ReadonlyMap<Code, Severity | 'off'>;
  readonly sensitivePorts: readonly number[];
  readonly crowdedGroup: number;
  readonly expiresSoonDays: number;
  readonly files: { readonly exclude: readonly string[] };
  /** Patterns of the files that describe what is live, not what is wanted. */
  readonly live: readonly string[];
  /** The file of the findings that `check` leaves out, from the folder of the settings. */
  readonly baseline: string | null;
}

export interface JudgedQuotas extends Quotas {
  /** The most policies of both directions together, with lists expanded. */
  readonly expanded: number | null;
}

export const defaultSettings: Settings = {
  // Most accounts never come near these limits: they are checked only where a number is set.
  quotas: {
    ...USUAL_QUOTAS,
    groupsPerCvm: null,
    cvmsPerGroup: null,
    referencedGroups: null,
    expanded: null,
  },
  severity: new Map(),
  // ssh, rdp; SQL Server, Oracle, MySQL, PostgreSQL, CouchDB, Cassandra, Elasticsearch, MongoDB; Redis, Memcached, etcd.
  sensitivePorts: [22, 3389, 1433, 1521, 3306, 5432, 5984, 9042, 9200, 27017, 6379, 11211, 2379],
  crowdedGroup: 500,
  expiresSoonDays: 14,
  files: { exclude: [] },
  live: ['**/*.live.sg.json'],
  baseline: null,
};

export function severityOf(settings: Settings, code: Code): Severity | 'off' {
  return settings.severity.get(code) ?? codeInfo(code).severity;
}
