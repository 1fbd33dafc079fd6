/** What a run showed, as one object for machines and a few lines for people. */
import { faultPoints } from '../src/engine/faults.ts'
import type { ChaosOptions } from './options.ts'
import type { RunResult } from './run.ts'

/** The verbs that carry a token; each must have been turned away at least once, or the fence was never tried. */
const fencedVerbs = ['arm', 'park', 'collect', 'close', 'retry', 'progress'] as const
/** An answer to a job that others have settled meanwhile is turned away as `closed`; for most it is `stale`. */
const turnedAway = ['stale', 'closed', 'told_late'] as const
const recoveryBarMs = 15_000

export type Report = {
  ok: boolean
  problems: string[]
  seed: number
  plan: string
  postgres: string
  jobs: number
  kills: number
  freezes: number
  terminations: number
  restarts: number
  lostAnswers: Record<string, number>
  stops: number
  resubscriptions: number
  faultPointHits: Record<string, number>
  freezesAt: Record<string, number>
  staleRejections: Record<string, number>
  verdicts: Record<string, Record<string, number>>
  lost: number
  doubled: number
  openPastTime: number
  ledgerErrors: number
  unmatchedBills: number
  eventErrors: number
  fileErrors: number
  otherErrors: number
  outcomes: Record<string, number>
  posts: Record<string, number>
  resets: number
  settledInMs: number
  recovery: RunResult['recovery']
  secs: number
}

/** Judges a run: `problems` is empty when everything held. */
export function makeReport(options: ChaosOptions, result: RunResult, secs: number): Report {
  const { checked, harm, verdicts } = result
  const { jobs, ...errors } = checked.counts
  const staleRejections = Object.fromEntries(
    fencedVerbs.map((verb) => [verb, turnedAway.reduce((sum, verdict) => sum + (verdicts[verb]?.[verdict] ?? 0), 0)]),
  )
  const problems = Object.entries(errors).filter(([, n]) => n > 0).map(([name, n]) => `${name}: ${n}`)
  const missed = faultPoints.filter((point) => harm.hits[point] < options.pointHits)
  if (missed.length > 0) problems.push(`fault points died at less than ${options.pointHits} times: ${missed.map((p) => `${p} ${harm.hits[p]}`).join(', ')}`)
  const untried = fencedVerbs.filter((verb) => options.freezes > 0 && staleRejections[verb] === 0)
  if (untried.length > 0) problems.push(`the fence was never tried for: ${untried.join(', ')}`)
  for (const verb of Object.keys(verdicts)) if (verdicts[verb]!.double_submission) problems.push(`double submission noticed by ${verb}`)
  for (const name of ['kills', 'freezes', 'terminations', 'restarts'] as const)
    if (harm.counts[name] < options[name]) problems.push(`only ${harm.counts[name]} of ${options[name]} ${name}`)
  if (result.resets > 0) problems.push(`the subscriber was reset ${result.resets} times`)
  if (result.lanesOver.length > 0) problems.push(`a lane was over its limit: ${result.lanesOver.slice(0, 3).join(', ')}`)
  problems.push(...result.surprises.slice(0, 5))
  if (jobs < options.jobs) problems.push(`only ${jobs} of ${options.jobs} jobs`)
  const { recovery } = result
  if (options.recoveries > 0 && !recovery) problems.push('recovery was not measured: work was still open')
  if (recovery && (recovery.unrecovered > 0 || recovery.p99Ms > recoveryBarMs)) problems.push(`recovery p99 ${recovery.p99Ms} ms, ${recovery.unrecovered} never`)
  return {
    ok: problems.length === 0,
    problems,
    seed: options.seed,
    plan: result.plan.hash,
    postgres: result.postgres,
    jobs,
    ...harm.counts,
    lostAnswers: result.lostAnswers,
    faultPointHits: harm.hits,
    freezesAt: harm.freezesAt as Record<string, number>,
    staleRejections,
    verdicts,
    ...errors,
    outcomes: checked.outcomes,
    posts: result.postAnswers,
    resets: result.resets,
    settledInMs: Math.round(result.settledInMs),
    recovery,
    secs: Math.round(secs),
  }
}

/** The report in words; with findings, their rows. */
export function tell(report: Report, result: RunResult): string {
  const list = (counts: Record<string, number>) => Object.entries(counts).map(([name, n]) => `${name} ${n}`).join(', ')
  const { recovery } = report
  const lines = [
    `${report.jobs} jobs under ${report.kills} kills, ${report.freezes} freezes, ${report.terminations} terminated backends, ${report.restarts} restarts of PostgreSQL ${report.postgres}, ${report.stops} stops (${report.secs} s, seed ${report.seed}, plan ${report.plan})`,
    `  died at     ${list(report.faultPointHits)}`,
    `  frozen at   ${list(report.freezesAt)}`,
    `  answers lost ${list(report.lostAnswers)}`,
    `  turned away ${list(report.staleRejections)}`,
    `  outcomes    ${list(report.outcomes)}`,
    `  lost ${report.lost}, doubled ${report.doubled}, open past their time ${report.openPastTime}, ledger errors ${report.ledgerErrors}, unmatched bills ${report.unmatchedBills}, events ${report.eventErrors}, files ${report.fileErrors}, other ${report.otherErrors}`,
    ...(recovery ? [`  recovery    ${recovery.jobs} jobs of killed workers went on after p50 ${recovery.p50Ms} ms, p99 ${recovery.p99Ms} ms`] : []),
    ...(result.unhitTraps.length > 0 ? [`  nobody came to: ${result.unhitTraps.join(', ')}`] : []),
    ...result.checked.findings.slice(0, 40).map(({ check, what }) => `  ${check}: ${what}`),
    ...report.problems.map((problem) => `  PROBLEM: ${problem}`),
    report.ok ? 'ok' : 'NOT OK',
  ]
  return lines.join('\n')
}
