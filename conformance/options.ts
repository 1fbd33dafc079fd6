import { parseArgs } from 'node:util'
import { crashPoints, faults, type CrashPoint } from './faults.ts'

export type Options = { json: boolean; providers: string[] | null; points: CrashPoint[] | null; faults: string[] | null; parallel: number; webhooksOnly: boolean; log: string | undefined }

export const usage = `npm run conformance -- [options]
Every adapter against its simulator, with every fault, dying at every boundary of a job's life. About eight minutes.
  --json               the figures as one JSON object on the last line
  --providers a,b      only these
  --points a,b         of ${crashPoints.join(', ')}
  --faults "a,b"       of ${faults.map(({ name }) => name).join('; ')}
  --with-webhooks-only leaves out the rounds without a public address
  --parallel N         rounds at the same time (3)
  --log FILE           what the nodes log`

/** Throws with one sentence where it makes no sense. */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean' }, providers: { type: 'string' }, points: { type: 'string' }, faults: { type: 'string' }, parallel: { type: 'string' },
      'with-webhooks-only': { type: 'boolean' }, log: { type: 'string' }, help: { type: 'boolean' },
    },
  })
  if (values.help) return 'help'
  const list = (text: string | undefined) => text?.split(',').map((entry) => entry.trim()) ?? null
  const points = list(values.points) as CrashPoint[] | null
  const strange = points?.find((point) => !crashPoints.includes(point)) ?? list(values.faults)?.find((name) => !faults.some((fault) => fault.name === name))
  if (strange !== undefined) throw new Error(`nothing is called ${strange}; see --help`)
  const parallel = Number(values.parallel ?? 3)
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 16) throw new Error('--parallel takes a whole number from 1 to 16')
  return { json: values.json ?? false, providers: list(values.providers), points, faults: list(values.faults), parallel, webhooksOnly: values['with-webhooks-only'] ?? false, log: values.log }
}
