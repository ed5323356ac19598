/** What cases may take; docs/safety.md says the same. */
export const bounds = {
  /** A case slower than this at every try is a defect: a function has 30 seconds, and whoever sends inputs can send many. */
  slowestMs: 50,
  triesMax: 4,
  /** What one case may ask for, tries included: a function has 512. The most that one takes is 24. */
  caseMaxMb: 128,
  /**
   * What cases may leave behind together, however many they are: an input is up to a megabyte, so what keeps one of a thousand of them is over
   * it within a test. All cases of a test leave 3 MB behind, which is compiled code.
   */
  keptMaxMb: 16,
} as const;
