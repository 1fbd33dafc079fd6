import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { moves } from './testing/moves.ts'

const page = readFileSync(new URL('../../docs/state-machine.md', import.meta.url), 'utf8')

// SPEC: E2
test('docs/state-machine.md lists every legal move, and no other', () => {
  const table = page.slice(page.indexOf('| From | To | By |'), page.indexOf('Three verbs'))
  const rows = [...table.matchAll(/^\| (\w+) \| (\w+) \| (\w+) \|$/gm)].map(([, from, to, by]) => `${from} ${to} ${by}`).filter((row) => row !== 'From To By')
  expect(rows.toSorted()).toEqual(moves.flatMap((move) => move.via.map((verb) => `${move.from} ${move.to} ${verb}`)).toSorted())
})

test('and its drawing shows them', () => {
  const drawn = new Set([...page.matchAll(/^ +(\S+) --> (\w+): (\w+)/gm)].map(([, from, to, by]) => `${from} ${to} ${by}`))
  const groups = { queued: 'pending', delayed: 'pending' } as Record<string, string>
  const missing = moves.flatMap((move) =>
    move.via
      .filter((verb) => {
        const from = move.from === 'nothing' ? '[*]' : move.from
        return !drawn.has(`${from} ${move.to} ${verb}`) && !drawn.has(`${groups[from] ?? 'processing'} ${move.to} ${verb}`)
      })
      .map((verb) => `${move.from} ${move.to} ${verb}`),
  )
  expect(missing).toEqual([])
})
