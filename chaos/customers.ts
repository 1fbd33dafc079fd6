/**
 * The people: they submit what the plan says, ask again when no answer comes, cancel, and try again what failed. They
 * live with the supervisor, so they remember every promise that was made to them.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Submission, SubmitResult } from '../src/engine/types.ts'
import { newId } from '../src/engine/ids.ts'
import type { Answer, Request } from './child.ts'
import type { SubmissionPlan, Work } from './plan.ts'

export type Accepted = { submission: Submission; plan: SubmissionPlan; leaves: { jobId: string; work: Work }[]; at: number }
export type Customers = {
  accounts: string[]
  /** every submission that was acknowledged, by the id of its job or parent */
  accepted: Map<string, Accepted>
  refused: number
  /** answers that contradict an earlier one */
  complaints: string[]
  submit(plan: SubmissionPlan): void
  /** a job has ended: who planned to try again does so */
  heard(jobId: string, event: string): void
  wake(jobId: string): void
  cancel(rootId: string): Promise<Answer>
  grant(): Promise<void>
  /** questions that wait for an answer */
  waiting(): number
  apiAnswered(n: number, answer: Answer): void
  /** the API's process is new: what was not answered is asked again */
  apiStarted(): void
  stop(): void
}

const creditsEach = 1_000_000
const creditsOfThePoor = 150

export function createCustomers(accounts: string[], send: (n: number, request: Request) => void): Customers {
  const accepted = new Map<string, Accepted>()
  const leafOf = new Map<string, Accepted>()
  const complaints: string[] = []
  const pending = new Map<number, { request: Request; done(answer: Answer): void }>()
  let n = 0
  let stopped = false
  let working = 0

  /** Asks until there is an answer: the same question, so that asking twice must be harmless. */
  function ask(request: Request): Promise<Answer> {
    return new Promise((resolve) => {
      const number = ++n
      pending.set(number, {
        request,
        done(answer) {
          if (answer.error === undefined || stopped) {
            pending.delete(number)
            return resolve(answer)
          }
          setTimeout(() => pending.has(number) && send(number, request), 300)
        },
      })
      send(number, request)
    })
  }

  function write(plan: SubmissionPlan, key: string, hash: string, retryOf?: string): Submission {
    const jobs = plan.jobs.map((work) => ({ id: newId(), kind: work.kind, input: work, ...(retryOf && { retryOf }) }))
    return {
      accountId: accounts[plan.account]!,
      subject: { kind: 'chaos', id: newId(), create: { from: 'chaos' } },
      ...(plan.parent !== 'none' && { parent: { id: newId(), kind: 'chaos.parent', policy: plan.parent } }),
      jobs,
      idempotency: { key, hash },
      byEngine: plan.byEngine,
    }
  }

  const rootOf = (submission: Submission) => submission.parent?.id ?? submission.jobs[0]!.id

  async function submitOnce(submission: Submission): Promise<SubmitResult> {
    return (await ask({ verb: 'submit', submission })).submit ?? { type: 'refused', code: 'account_not_found' }
  }

  function judge(results: { submission: Submission; result: SubmitResult }[]): Submission | undefined {
    const created = results.filter(({ result }) => result.type === 'created')
    const roots = new Set(created.map(({ submission }) => rootOf(submission)))
    if (roots.size > 1) complaints.push(`two submissions under one key were both created: ${[...roots].join(' ')}`)
    for (const { submission, result } of created)
      if (result.type === 'created' && result.jobId !== rootOf(submission)) complaints.push(`created as ${result.jobId}, asked for ${rootOf(submission)}`)
    for (const { result } of results)
      if (result.type === 'existing' && roots.size === 1 && !roots.has(result.jobId)) complaints.push(`existing ${result.jobId} is not what was created`)
    return created[0]?.submission
  }

  async function run(plan: SubmissionPlan, retryOf?: string): Promise<void> {
    const key = `POST /chaos ${newId()}`
    const first = write(plan, key, 'body-1', retryOf)
    const together = [first]
    if (plan.resend === 'same') together.push(first)
    if (plan.resend === 'fresh') together.push(write(plan, key, 'body-1', retryOf))
    const results = await Promise.all(together.map(async (submission) => ({ submission, result: await submitOnce(submission) })))
    const made = judge(results)
    if (!made) {
      customers.refused++
      if (results.some(({ result }) => result.type === 'refused' && result.code !== 'insufficient_credits'))
        complaints.push(`refused: ${JSON.stringify(results.map(({ result }) => result))}`)
      return
    }
    const entry: Accepted = { submission: made, plan, leaves: made.jobs.map((job, i) => ({ jobId: job.id, work: plan.jobs[i]! })), at: performance.now() }
    accepted.set(rootOf(made), entry)
    for (const job of made.jobs) leafOf.set(job.id, entry)
    if (plan.resend === 'same') judge([{ submission: made, result: await submitOnce(made) }])
    if (plan.resend === 'other') {
      const result = await submitOnce(write(plan, key, 'body-2'))
      if (result.type !== 'refused' || result.code !== 'idempotency_conflict') complaints.push(`another body under the same key: ${JSON.stringify(result)}`)
    }
    if (plan.cancelAfterMs !== undefined && !retryOf) {
      await delay(plan.cancelAfterMs)
      await ask({ verb: 'cancel', accountId: made.accountId, jobId: plan.cancelOnlyFirst ? made.jobs[0]!.id : rootOf(made) })
    }
  }

  function start(plan: SubmissionPlan, retryOf?: string): void {
    working++
    void run(plan, retryOf).finally(() => working--)
  }

  const customers: Customers = {
    accounts,
    accepted,
    refused: 0,
    complaints,
    submit: (plan) => start(plan),
    heard(jobId, event) {
      const entry = leafOf.get(jobId)
      if (event !== 'job.failed' || !entry || entry.submission.parent || entry.submission.jobs[0]!.retryOf || !entry.plan.retryWhenFailed || stopped) return
      const jobs = entry.plan.jobs.map((work) => ({ ...work, posts: ['ok' as const], end: 'done' as const }))
      start({ ...entry.plan, jobs }, jobId)
    },
    wake: (jobId) => send(++n, { verb: 'wake', jobId }),
    cancel: (rootId) => ask({ verb: 'cancel', accountId: accepted.get(rootId)!.submission.accountId, jobId: rootId }),
    grant: async () =>
      void (await Promise.all(
        accounts.map((accountId, i) => ask({ verb: 'grant', accountId, credits: i === 0 ? creditsOfThePoor : creditsEach, reason: 'opening' })),
      )),
    waiting: () => pending.size + working,
    apiAnswered: (number, answer) => pending.get(number)?.done(answer),
    apiStarted() {
      for (const [number, { request }] of pending) send(number, request)
    },
    stop: () => void (stopped = true),
  }
  return customers
}
