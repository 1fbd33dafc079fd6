/** Lengths a person chooses among. Shared with the browser. */
const usual = [2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 60]

/** What a model makes; of any length between two, the usual ones; undefined: nothing is known of its lengths. */
export function offeredLengths(limits: { seconds?: readonly number[] | undefined; secondsMin?: number | undefined; secondsMax?: number | undefined } | undefined): readonly number[] | undefined {
  if (limits?.seconds !== undefined || limits?.secondsMax === undefined) return limits?.seconds
  const { secondsMin = 0, secondsMax } = limits
  return usual.filter((seconds) => seconds >= secondsMin && seconds <= secondsMax)
}
