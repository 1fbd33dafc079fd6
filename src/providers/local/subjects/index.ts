import { ANIMALS } from './animals.ts'
import { BUILDINGS } from './buildings.ts'
import { CREATURES } from './creatures.ts'
import type { Subject } from './kit.ts'
import type { SubjectName } from './names.ts'
import { PEOPLE } from './people.ts'
import { THINGS, sculpture } from './things.ts'
import { VEHICLES } from './vehicles.ts'

const SUBJECT: Record<SubjectName, Subject> = { ...ANIMALS, ...CREATURES, ...PEOPLE, ...BUILDINGS, ...VEHICLES, ...THINGS }

/** The drawing of a subject; for words without one, a sculpture. */
export const subjectOf = (name: SubjectName | null): Subject => (name ? SUBJECT[name] : sculpture)
