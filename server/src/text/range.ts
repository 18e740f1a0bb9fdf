/** A stretch of text in UTF-16 offsets, `end` excluded. What the offsets count from is said where a range is used. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The range from the start of the first to the end of the last. */
export function span(first: Range, last: Range): Range {
  return { start: first.start, end: last.end };
}

export function shift(range: Range, by: number): Range {
  return { start: range.start + by, end: range.end + by };
}

/** Whether an offset touches the range, its end included: a cursor behind a name is still at the name. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
