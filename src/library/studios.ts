/** Which studio a subject belongs to, as the library groups what was made. */
export const studioSubjects = {
  'image-to-3d': ['task'],
  film: ['film_project', 'film_asset', 'film_shot'],
  'video-creation': ['video_project'],
  photography: ['photo_work'],
} as const satisfies Record<string, readonly string[]>

export type StudioId = keyof typeof studioSubjects

const bySubject = new Map<string, StudioId>(Object.entries(studioSubjects).flatMap(([studio, kinds]) => kinds.map((kind) => [kind, studio as StudioId] as const)))

export const studioOf = (subjectKind: string | null): StudioId | null => (subjectKind === null ? null : (bySubject.get(subjectKind) ?? null))
