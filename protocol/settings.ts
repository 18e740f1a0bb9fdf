/** What a person sets for themselves, under `secgroup.` in VS Code. What a team shares is in `secgroup.json`. */
export interface Settings {
  readonly hints: {
    readonly enabled: boolean;
    /** The index of a rule's first policy, as the console counts it. */
    readonly policyIndex: boolean;
    /** The number of cvms behind a peer group. */
    readonly members: boolean;
    /** The ports behind a named service. */
    readonly ports: boolean;
  };
  readonly lenses: {
    readonly enabled: boolean;
    readonly groups: boolean;
    readonly expectations: boolean;
    readonly cvms: boolean;
  };
  readonly console: {
    /** Where links on cloud ids lead. */
    readonly url: string;
  };
}

export const defaultSettings: Settings = {
  hints: { enabled: true, policyIndex: true, members: true, ports: true },
  lenses: { enabled: true, groups: true, expectations: true, cvms: true },
  console: { url: 'https://console.tencentcloud.com' },
};
