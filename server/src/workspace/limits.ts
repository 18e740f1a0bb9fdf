export interface Limits {
  /** Files with more characters than this are only checked for their grammar. */
  readonly fileSize: number;
  /** Files of one folder. */
  readonly files: number;
}
