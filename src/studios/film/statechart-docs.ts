/** Draws the film's statecharts as docs/film-statechart.md; a test keeps the file equal to what this returns. */
import { contentMeaning, cutMeaning, eventsOf, exportTable, table, workMeaning, type Row } from './statechart.ts'

const code = (s: string) => `\`${s}\``
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const list = (events: readonly string[]) => (events.length === 0 ? '-' : events.map(code).join(', '))
const meanings = (of: Record<string, string>) => Object.entries(of).map(([name, meaning]) => line([code(name), meaning])).join('\n')
const rowLine = (row: Row) =>
  line([row.work, row.content, row.orphan ? `${code(row.status)} (orphan)` : code(row.status), list(eventsOf(row, 'asset')), list(eventsOf(row, 'shot'))])

/** The whole page. */
export function filmStatechartMarkdown(): string {
  return `# The statecharts of a film

Generated from \`src/studios/film/statechart.ts\`; a test keeps it equal (\`UPDATE_DOCS=1 npm test\` rewrites it).
Nothing of this is stored. The status of an asset or a shot is read off its newest generation (the jobs of one request)
and off what it can show. A failure or a cancelled run does not take away an earlier version: it stays the content until
another one is made or chosen.

\`\`\`mermaid
stateDiagram-v2
  [*] --> draft: create
  draft --> pending: generate
  draft --> completed: upload (assets)
  pending --> processing: a job starts
  processing --> completed: all ended, at least one completed
  processing --> failed: all failed
  pending --> cancelled: cancel
  processing --> cancelled: cancel
  completed --> pending: generate
  failed --> pending: generate
  cancelled --> pending: generate
  failed --> completed: upload, choose
  cancelled --> completed: upload, choose
  completed --> completed: upload, choose
\`\`\`

## Assets and shots

| work | content | status | an asset can | a shot can |
|---|---|---|---|---|
${table.filter((row) => !row.unreachable).map(rowLine).join('\n')}

| work | means |
|---|---|
${meanings(workMeaning)}

| content | means |
|---|---|
${meanings(contentMeaning)}

\`edit\` is legal at any time and never changes what was bought: a job carries the words and pictures of the moment it was
asked for. Asking for what is under way buys nothing and is answered with what is there. After a cancel was
requested of a provider that has yet to answer, \`cancel\` is not offered again. A shot may be moved and duplicated at any
time. An orphan has lost its content: it failed, and may be generated again.

## Export

| cut | newest export | can |
|---|---|---|
${exportTable.map((row) => line([row.cut, row.work, list(row.can)])).join('\n')}

| cut | means |
|---|---|
${meanings(cutMeaning)}

Asking for the export of a cut that is already exported, or is being exported, is answered with that export.
`
}
