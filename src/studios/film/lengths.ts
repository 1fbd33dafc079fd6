/** How long a shot is where nobody says otherwise. Shared with the browser. */
const secondsWanted = 4

/** The length nearest to a short shot that a model makes; undefined: it makes any. */
export const nearestLength = (lengths: readonly number[] | undefined): number =>
  lengths?.toSorted((a, b) => Math.abs(a - secondsWanted) - Math.abs(b - secondsWanted))[0] ?? secondsWanted
