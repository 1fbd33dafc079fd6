/** Draws the statechart as docs/statechart-photography.md; a test keeps the file equal to what this returns. */
import type { JobStatus } from '../../api/contract.ts'
import { meaning, photographsOf, table, type Photographs } from './statechart.ts'

const letters: Record<JobStatus, string> = { pending: 'P', processing: 'G', completed: 'C', failed: 'F', cancelled: 'X' }
const statuses = Object.keys(letters) as JobStatus[]

/** Every way so many photographs can stand, order aside. */
export function combinations(count: number, from = 0): JobStatus[][] {
  if (count === 0) return [[]]
  return statuses.slice(from).flatMap((status, i) => combinations(count - 1, from + i).map((rest) => [status, ...rest]))
}

const code = (s: string) => `\`${s}\``
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** The whole page. */
export function statechartMarkdown(): string {
  const all = [1, 2, 3, 4].flatMap((count) => combinations(count))
  const byClass = Map.groupBy(all, photographsOf)
  return `# The statechart of a work of photography

Generated from \`src/studios/photography/statechart.ts\`; a test keeps it equal (\`UPDATE_DOCS=1 npm test\` rewrites it).
Nothing of this is stored. A work's status is read off its jobs: the latest job of each photograph.

\`\`\`mermaid
stateDiagram-v2
  [*] --> PENDING: create
  PENDING --> GENERATING: a photograph starts
  GENERATING --> COMPLETED: all ended, at least one completed
  GENERATING --> FAILED: all failed
  PENDING --> CANCELLED: cancel
  GENERATING --> CANCELLED: cancel
  COMPLETED --> PENDING: retry (the missing ones)
  FAILED --> PENDING: retry
  CANCELLED --> PENDING: retry (the missing ones)
  COMPLETED --> [*]: delete
  FAILED --> [*]: delete
  CANCELLED --> [*]: delete
\`\`\`

Where some photographs were completed before a retry, it leads to \`GENERATING\` at once: those count as done.

| photographs | means | status | events that are legal |
|---|---|---|---|
${table.map((row) => line([row.photographs, meaning[row.photographs], code(row.status), row.can.map(code).join(', ')])).join('\n')}

\`retry\` makes the missing photographs again, as new jobs with a new price, and asking for it twice buys once. \`cancel\` is not offered
again while a provider has yet to answer one. \`delete\` removes the photographs and their bytes; the ledger keeps its lines.
A work is marked as a favourite in any state, and what it makes later is one too. It also counts as one while any of its photographs
is starred in the library.

## How photographs are taken together

All ${all.length} ways one to four photographs can stand (${statuses.map((s) => `${letters[s]} ${s}`).join(', ')}):

| class | combinations |
|---|---|
${(Object.keys(meaning) as Photographs[]).map((c) => line([c, (byClass.get(c) ?? []).map((combo) => combo.map((s) => letters[s]).join('')).join(' ')])).join('\n')}
`
}
