/** How long a shot is where nobody says otherwise. Shared with the browser. */
const secondsWanted = 5

/** Lengths a model makes: these, or any between two. */
export type Lengths = { seconds?: readonly number[] | undefined; secondsMin?: number | undefined; secondsMax?: number | undefined }

/** The length nearest to a usual shot, or to `wanted`, that a model makes. */
export const nearestLength = ({ seconds, secondsMin = 0, secondsMax = Infinity }: Lengths, wanted = secondsWanted): number =>
  seconds === undefined ? Math.min(Math.max(wanted, secondsMin), secondsMax) : (seconds.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? wanted)
