/** Draws the statechart of a video as docs/video-statechart.md; a test keeps the file equal to what this returns. */
import { doingMeaning, haveMeaning, table, type Row } from './statechart.ts'

const code = (s: string) => `\`${s}\``
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const list = (events: readonly string[]) => (events.length === 0 ? '-' : events.map(code).join(', '))
const meanings = (of: Record<string, string>) => Object.entries(of).map(([name, meaning]) => line([code(name), meaning])).join('\n')
const rowLine = (row: Row) => line([row.doing, row.work, row.have, code(row.status), row.stage ?? '-', list(row.can)])

/** The whole page. */
export function videoStatechartMarkdown(): string {
  return `# The statechart of a video

Generated from \`src/studios/video/statechart.ts\`; a test keeps it equal (\`UPDATE_DOCS=1 npm test\` rewrites it).
Nothing of this is stored. The status of a project is read off three things: what the newest piece of work is for
(**doing**), how that stands (**work**), and how much of the script as it stands is there (**have**). A picture, a clip or a
spoken text counts as there while the scene says what it was made of; an edit that is undone makes it count again.

\`\`\`mermaid
stateDiagram-v2
  [*] --> CREATED: create
  CREATED --> GENERATING_SCRIPT: script
  CREATED --> DRAFT: edit (a script of one's own)
  GENERATING_SCRIPT --> DRAFT: written
  DRAFT --> GENERATING_STORYBOARD: storyboard
  GENERATING_STORYBOARD --> STORYBOARD_READY: every picture is there
  STORYBOARD_READY --> DRAFT: edit of what a picture shows
  STORYBOARD_READY --> GENERATING_VIDEO: video
  GENERATING_VIDEO --> COMPLETED: every clip is there, and by itself all is put together
  COMPLETED --> GENERATING_STORYBOARD: edit, then storyboard
  GENERATING_SCRIPT --> FAILED: no script
  GENERATING_STORYBOARD --> FAILED: a picture is missing
  GENERATING_VIDEO --> FAILED: a clip is missing, or putting together failed
  FAILED --> GENERATING_STORYBOARD: retry, only what is missing
  FAILED --> GENERATING_VIDEO: retry, only what is missing
  GENERATING_VIDEO --> CANCELLED: cancel, at any stage
  CANCELLED --> GENERATING_VIDEO: retry, only what is missing
\`\`\`

| doing | work | have | status | stage | can |
|---|---|---|---|---|---|
${table.map(rowLine).join('\n')}

| doing | means |
|---|---|
${meanings(doingMeaning)}

| have | means |
|---|---|
${meanings(haveMeaning)}

A storyboard or a production that closed with pieces missing counts as failed if one of them failed, else as cancelled. A
rewrite or a single picture that has closed leaves behind what it made; how it ended is told by its scene. \`retry\` makes again
what of its stage is missing. After a cancel was requested of a provider that has yet to answer, \`cancel\` is not offered again.
`
}
