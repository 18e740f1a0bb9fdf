/** How much the cloud takes of a thing. `null`: no limit. */
export interface Quotas {
  readonly groups: number | null;
  readonly inbound: number | null;
  readonly outbound: number | null;
  readonly groupsPerCvm: number | null;
  readonly cvmsPerGroup: number | null;
  readonly referencedGroups: number | null;
}

/** The quotas of an account by default, from the cloud's page on quotas. */
export const USUAL_QUOTAS: Quotas = {
  groups: 50,
  inbound: 100,
  outbound: 100,
  groupsPerCvm: 5,
  cvmsPerGroup: 2000,
  referencedGroups: 10,
};
