import { parseArgs } from 'node:util'

export const stages = ['lives', 'peers', 'claim', 'pickup', 'failure', 'parked', 'webhooks', 'api', 'library'] as const
export type Stage = (typeof stages)[number]

/** How a benchmark run was asked for. Sizes shrink with `--quick`, which is for trying the benchmark, not for figures. */
export type Options = {
  only: Stage[]
  json: boolean
  quick: boolean
  /** interleaved runs per contestant; the median is reported */
  runs: number
  /** measured seconds of each run, after its warm-up */
  seconds: number
  warmupSeconds: number
  /** lives that are under way at once */
  outstanding: number
  /** rows the database holds before anything is measured */
  history: { closed: number; parked: number }
  /** seconds the parked load is watched for */
  parkedSeconds: number
  /** keep PostgreSQL's folder here, filled, for the next time */
  data: string | undefined
  databaseUrl: string | undefined
}

export const usage = `npm run bench -- [options]
  --only a,b       of ${stages.join(', ')} (default: all)
  --runs N         interleaved runs of each contestant (5)
  --seconds N      measured seconds of each run (10)
  --outstanding N  lives under way at once (2048)
  --quick          small and short: shows that it works, no figures to quote
  --data FOLDER    keep the filled database there for the next time
  --json           the figures as one JSON object on the last line
DATABASE_URL: measure on that server (a role that may create databases), not on an embedded PostgreSQL 18.`

/** Reads the command line. Throws with one sentence where it makes no sense. */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      outstanding: { type: 'string' },
      quick: { type: 'boolean' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return 'help'
  const quick = values.quick ?? false
  const number = (name: 'runs' | 'seconds' | 'outstanding', usual: number) => {
    const value = values[name] === undefined ? usual : Number(values[name])
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1`)
    return value
  }
  const only = (values.only?.split(',') ?? [...stages]) as Stage[]
  const unknown = only.find((name) => !stages.includes(name))
  if (unknown) throw new Error(`--only knows ${stages.join(', ')}, not ${unknown}`)
  return {
    only,
    json: values.json ?? false,
    quick,
    runs: number('runs', quick ? 1 : 5),
    seconds: number('seconds', quick ? 3 : 10),
    // a new connection plans each statement anew five times; after that it is warm
    warmupSeconds: quick ? 1 : 5,
    outstanding: number('outstanding', 2_048),
    history: quick ? { closed: 20_000, parked: 5_000 } : { closed: 1_000_000, parked: 100_000 },
    parkedSeconds: quick ? 10 : 90,
    data: values.data,
    databaseUrl: process.env.DATABASE_URL,
  }
}
