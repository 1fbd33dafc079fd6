/** What may be chosen for a photograph. Pure, and shared with the page. */

/** How much of the person: `auto` keeps about what the upload shows. */
export const framings = ['auto', 'head', 'half', 'full'] as const
export type Framing = (typeof framings)[number]

export const times = ['day', 'golden', 'dusk', 'night'] as const
export type TimeOfDay = (typeof times)[number]

export const moods = ['natural', 'warm', 'cool', 'dramatic', 'soft', 'mono'] as const
export type Mood = (typeof moods)[number]
