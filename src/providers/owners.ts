/**
 * Whose is which, as far as this process has seen: an id that one attempt was given cannot be the lost answer of another.
 * For providers where a lost attempt is looked for by what was asked, and two may have asked the same.
 */
const idsMax = 20_000

export type Owners = {
  /** notes that the id is this attempt's; false where it is known to be another's */
  claim(externalId: string, attemptKey: string): boolean
  isAnothers(externalId: string, attemptKey: string): boolean
}

export function createOwners(): Owners {
  const owners = new Map<string, string>()
  const isAnothers = (externalId: string, attemptKey: string) => (owners.get(externalId) ?? attemptKey) !== attemptKey
  return {
    isAnothers,
    claim(externalId, attemptKey) {
      if (isAnothers(externalId, attemptKey)) return false
      if (owners.size >= idsMax) owners.delete(owners.keys().next().value!)
      owners.set(externalId, attemptKey)
      return true
    },
  }
}
