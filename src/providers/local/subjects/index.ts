import { quadruped, type Species } from './quadrupeds.ts'
import type { Kit, Subject } from './kit.ts'
import type { SubjectName } from './names.ts'
import { ANIMALS } from './animals.ts'

export const SUBJECT: Partial<Record<SubjectName, Subject>> = { ...ANIMALS }
export const subjectOf = (name: SubjectName | null): Subject => SUBJECT[name ?? 'fox'] ?? SUBJECT.fox!
