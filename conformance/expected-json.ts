/** Every cell with what must come of it, as expected.json keeps it: by adapter and fault, for each point. */
import { cellsOf, pollingPoints } from './expected.ts'
import { crashPoints } from './faults.ts'
import { subjects } from './subjects.ts'

export function expectedJson(): string {
  const all = subjects()
  const passes = { 'with callbacks': cellsOf(all, true, crashPoints), 'without callbacks': cellsOf(all, false, pollingPoints) }
  const tree = Object.fromEntries(
    Object.entries(passes).map(([pass, cells]) => [
      pass,
      Object.fromEntries(
        [...Map.groupBy(cells, ({ provider }) => provider)].map(([provider, own]) => [
          provider,
          Object.fromEntries([...Map.groupBy(own, ({ fault }) => fault)].map(([fault, points]) => [fault, Object.fromEntries(points.map(({ point, expected }) => [point, expected.join(' or ')]))])),
        ]),
      ),
    ]),
  )
  return `${JSON.stringify(tree, null, 1)}\n`
}
