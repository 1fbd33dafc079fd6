/**
 * `npm run coverage:docs` writes docs/coverage.md: each promise with the tests that fail when it breaks. A test says so itself, in a
 * comment right above it: `// SPEC: S1.2 E12`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rows, type Row } from './coverage-rows.ts'

const root = join(import.meta.dirname, '..')
const folders = ['src', 'e2e', 'chaos', 'conformance', 'simulators', 'scripts']
export const page = join(root, 'docs/coverage.md')

export type Tag = { ids: string[]; file: string; title: string }

/** Every tag there is, by file and place. Throws where one stands above no test. */
export function tags(): Tag[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'))
    .toSorted()
    .flatMap((file) => tagsOf(file, readFileSync(join(root, file), 'utf8')))
}

function tagsOf(file: string, source: string): Tag[] {
  const tagged = source.matchAll(/^[ \t]*\/\/ SPEC: (.*)\n([^]*?)(?=^[ \t]*\/\/ SPEC: |(?![^]))/gm)
  return [...tagged].map(([, ids = '', below = '']) => ({ ids: ids.trim().split(/\s+/), file, title: titleOf(below, `${file}: // SPEC: ${ids}`) }))
}

/** The title of the test that a text begins with; for a table of cases the string behind the table. */
function titleOf(text: string, where: string): string {
  const [, table] = /^\s*(?:describe|test|it)(?:\.(?!each)\w+)*(\.each\b)?/.exec(text) ?? []
  if (!/^\s*(?:describe|test|it)\b/.test(text)) throw new Error(`${where} does not stand right above a test`)
  const title = table === undefined ? /\(\s*(['"`])(.*?)(?<!\\)\1/.exec(text) : /\)\(\s*(['"`])(.*?)(?<!\\)\1/.exec(text)
  if (title?.[2] === undefined) throw new Error(`${where}: the test below has no title`)
  return title[2]
}

/** Rows that nothing tests and that do not say why, and ids in tags that are no row. */
export function gaps(all: Tag[]): { untested: string[]; unknown: string[] } {
  const named = new Set(all.flatMap((tag) => tag.ids))
  return {
    untested: rows.filter((row) => !named.has(row.id) && row.open === undefined).map((row) => row.id),
    unknown: [...named].filter((id) => !rows.some((row) => row.id === id)),
  }
}

const sections: [start: string, heading: string][] = [
  ['S', 'Studios'], ['L', 'The local provider'], ['A', 'Around them'], ['U', 'What people expect of the pages'],
  ['E', 'Job engine'], ['C', 'Credits'], ['P', 'Providers'],
]

export function coverageMarkdown(all: Tag[]): string {
  const testsOf = ({ id }: Row) => all.filter((tag) => tag.ids.includes(id)).map((tag) => `- [${tag.file}](../${tag.file}): ${tag.title}`)
  const part = (row: Row) => [`### ${row.id} ${row.title}`, '', ...(row.open === undefined ? [] : [`_${row.open}_`, '']), ...testsOf(row), ''].join('\n').trimEnd()
  return [
    '# What is promised, and the tests that hold it',
    '',
    'Made by `npm run coverage:docs` from `scripts/coverage-rows.ts` and the tests: a comment `// SPEC: S1.2 E12` right above a test names the',
    'rows it fails for. A test keeps this page equal, and fails for a row without a test. What is not there yet is said in italics.',
    '',
    ...sections.flatMap(([start, heading]) => [`## ${heading}`, '', rows.filter((row) => row.id.startsWith(start)).map(part).join('\n\n'), '']),
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const all = tags()
  writeFileSync(page, coverageMarkdown(all))
  const { untested, unknown } = gaps(all)
  console.log(`docs/coverage.md: ${all.length} tests name ${rows.length} rows.`)
  if (untested.length > 0) console.log(`Without a test: ${untested.join(', ')}`)
  if (unknown.length > 0) console.log(`No such row: ${unknown.join(', ')}`)
  process.exitCode = untested.length + unknown.length > 0 ? 1 : 0
}
