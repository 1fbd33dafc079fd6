import { parseArgs } from 'node:util'

export type ChaosOptions = {
  seed: number
  jobs: number
  kills: number
  freezes: number
  terminations: number
  restarts: number
  /** answers to our own commits that are lost */
  cuts: number
  /** workers asked to stop by SIGTERM */
  stops: number
  workers: number
  /** how long the harm lasts; the rest (settling, recovery times) comes on top */
  minutes: number
  /** workers killed to measure recovery with the production lease */
  recoveries: number
  leaseMs: number
  /** each fault point must be died at this often */
  pointHits: number
  postgres: '18' | '15'
  json: boolean
  /** keep logs here */
  logs: string | undefined
}

const counts = {
  seed: 1, jobs: 3000, kills: 300, freezes: 50, terminations: 30, restarts: 5, cuts: 60, stops: 20, workers: 7,
  minutes: 0, recoveries: 4, 'lease-ms': 3000, 'point-hits': 5,
} as const

export const usage = `npm run chaos -- [options]

Kills, freezes and cuts off Safelight's processes while they do paid work, then proves that nothing was lost or paid twice.
${Object.entries(counts)
  .map(([name, value]) => `  --${name.padEnd(14)} ${name === 'minutes' ? 'of harm; default: as many as the harm needs' : `default ${value}`}`)
  .join('\n')}
  --postgres       18 (embedded, default) or 15 (Debian's)
  --logs DIR       keep the processes' logs there
  --json           the last line is one JSON object`

/** Throws an Error with one sentence for what it does not understand. */
export function readOptions(args: string[]): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(Object.keys(counts).map((name) => [name, { type: 'string' as const }])),
      postgres: { type: 'string', default: '18' },
      logs: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }) as { values: Record<string, string | boolean | undefined> }
  if (values.help) return 'help'
  const number = (name: keyof typeof counts): number => {
    const value = Number(values[name] ?? counts[name])
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number, not ${String(values[name])}`)
    return value
  }
  const { postgres } = values
  if (postgres !== '18' && postgres !== '15') throw new Error('--postgres must be 18 or 15')
  const kills = number('kills')
  const freezes = number('freezes')
  return {
    seed: number('seed'),
    jobs: number('jobs'),
    kills,
    freezes,
    terminations: number('terminations'),
    restarts: number('restarts'),
    cuts: number('cuts'),
    stops: number('stops'),
    workers: number('workers'),
    // two processors start a worker in about a second; a frozen one is away for two leases
    minutes: number('minutes') || Math.max(0.5, (kills * 1.35 + freezes * 0.6) / 60),
    recoveries: number('recoveries'),
    leaseMs: number('lease-ms'),
    pointHits: number('point-hits'),
    postgres,
    json: values.json === true,
    logs: values.logs as string | undefined,
  }
}
