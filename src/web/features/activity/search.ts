export const activityStates = ['open', 'completed', 'failed', 'cancelled'] as const

/** What the address of the activity page says. `studio` is one of the registry. */
export type ActivitySearch = {
  status?: (typeof activityStates)[number] | undefined
  studio?: string | undefined
  kind?: string | undefined
}
