/** Draws the statechart as docs/statechart.md; a test keeps the file equal to what this returns. */
import type { JobStatus } from '../../api/contract.ts'
import { picturesMeaning, picturesOf, table, type Pictures, type Row } from './statechart.ts'

const letters: Record<JobStatus, string> = { pending: 'P', processing: 'G', completed: 'C', failed: 'F', cancelled: 'X' }
const statuses = Object.keys(letters) as JobStatus[]

/** Every way four pictures can stand, order aside: 70 of them. */
export function pictureCombinations(count: number, from = 0): JobStatus[][] {
  if (count === 0) return [[]]
  return statuses.slice(from).flatMap((status, i) => pictureCombinations(count - 1, from + i).map((rest) => [status, ...rest]))
}

const code = (s: string) => `\`${s}\``
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const rowLine = (row: Row) =>
  line([row.pictures, row.model, code(row.status), row.can.length === 0 ? '-' : row.can.map(code).join(', ')])

/** The whole page. */
export function statechartMarkdown(): string {
  const byClass = Map.groupBy(pictureCombinations(4), picturesOf)
  const classes = Object.keys(picturesMeaning) as Pictures[]
  return `# The statechart of an image-to-3D task

Generated from \`src/studios/image-to-3d/statechart.ts\`; a test keeps it equal (\`UPDATE_DOCS=1 npm test\` rewrites it).
Nothing of this is stored. A task's status is read off its jobs: the latest job of each picture, and the current
model's job. The current model is the open one; else the one whose picture the person chose last.

\`\`\`mermaid
stateDiagram-v2
  [*] --> IMAGE_PENDING: create
  IMAGE_PENDING --> IMAGE_GENERATING: a picture starts
  IMAGE_GENERATING --> IMAGE_COMPLETED: all ended, at least one completed
  IMAGE_GENERATING --> FAILED: all failed
  IMAGE_PENDING --> CANCELLED: cancel
  IMAGE_GENERATING --> CANCELLED: cancel
  IMAGE_COMPLETED --> MODEL_PENDING: selectImage
  IMAGE_COMPLETED --> IMAGE_GENERATING: retryImages (the missing ones)
  MODEL_PENDING --> MODEL_GENERATING: the model starts
  MODEL_GENERATING --> MODEL_COMPLETED
  MODEL_GENERATING --> FAILED
  MODEL_PENDING --> CANCELLED: cancel
  MODEL_GENERATING --> CANCELLED: cancel
  MODEL_COMPLETED --> MODEL_PENDING: selectImage (another picture)
  FAILED --> IMAGE_PENDING: retryImages
  FAILED --> MODEL_PENDING: retryModel, selectImage
  CANCELLED --> IMAGE_PENDING: retryImages
  CANCELLED --> MODEL_PENDING: retryModel, selectImage
\`\`\`

## Every combination

| pictures | model | status | events that are legal |
|---|---|---|---|
${table.filter((r) => !r.unreachable).map(rowLine).join('\n')}

\`selectImage\` takes a completed picture only. Asking for the model of a picture whose model is open or completed is
always answered with that model and buys nothing; so is asking again for a retry that is under way. After a cancel was requested of a provider that has yet to answer,
\`cancel\` is not offered again.

## How pictures are taken together

All ${pictureCombinations(4).length} ways four pictures can stand (${statuses.map((s) => `${letters[s]} ${s}`).join(', ')}):

| class | means | combinations |
|---|---|---|
${classes
  .map((c) => line([c, picturesMeaning[c], (byClass.get(c) ?? []).map((combo) => combo.map((s) => letters[s]).join('')).join(' ')]))
  .join('\n')}

Without a completed picture there can be no model, so ${classes
    .filter((c) => table.some((r) => r.unreachable && r.pictures === c))
    .map(code)
    .join(', ')} occur only with model \`none\`.
`
}
