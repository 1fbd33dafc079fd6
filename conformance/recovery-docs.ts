/** docs/providers/recovery.md: how well each provider's work is found again when the answer to its POST was lost. */
import { completed, expectedOf, findable } from './expected.ts'
import { faults, type Fault } from './faults.ts'
import { subjects, type Subject } from './subjects.ts'

const named = (name: string): Fault => faults.find((fault) => fault.name === name)!
const lost = named('answer lost')
const silent = named('answer lost, callback dropped')

const means: Record<string, string> = {
  repeatable: 'made again: it costs nothing',
  'idempotency-key': 'the same key again',
  'client-id': 'asked by our own id',
  webhook: 'its callback names it',
  'list-scan': 'looked for in its list',
  none: '-',
}

function found(subject: Subject, webhooks: boolean): string {
  const { recovery } = subject.abilities[webhooks ? 'webhooks' : 'polling']
  const how = `${means[recovery]}${webhooks && subject.scans && recovery === 'webhook' ? ', or looked for in its list' : ''}`
  if (recovery === 'repeatable') return how
  const [outcome] = expectedOf(subject, lost, 'none', webhooks)
  if (outcome !== completed) return 'no: released to the user, written off'
  return webhooks && !findable(subject, silent, true) ? `yes, unless the callback is lost too: ${how}` : `yes: ${how}`
}

export function recoveryMarkdown(): string {
  const rows = subjects().map((subject) => {
    const { cancelRule, resultTtlMs } = subject.abilities.webhooks
    return `| ${subject.id} | ${found(subject, true)} | ${found(subject, false)} | ${cancelRule} | ${resultTtlMs === null ? '-' : duration(resultTtlMs)} |`
  })
  return `# When an answer is lost

Every paid request leaves once. When its answer is lost (a reset, a timeout, a 5xx, our own death), nobody on our side
can say whether the provider took the work. It is never sent again blindly: the job is \`unknown\`, the hold stays, the
person reads "checking with the provider; you will not be charged twice", and the provider is asked by its own means until the
window closes. Then the credits go back to the person, and the provider's price is written off. An operator may settle it
before: \`POST /api/admin/jobs/:id/resolve\` with \`{"found": "<the provider's id>"}\` or \`{"notFound": true}\`.

| provider | found again, with a public address | without one | cancel after it was asked | results can be fetched for |
|---|---|---|---|---|
${rows.join('\n')}

Of each provider one model was tried, the plainest; what differs by model is on the provider's own page. Generated from the rules that
\`npm run conformance\` holds every adapter to (against simulators, dying at every boundary of a job's life); a test keeps
it equal, and the run fails where an adapter finds work again better or worse than this. Where a cancel is free only while queued, the run
takes either end. The last column is what each adapter declares: no run waits that long.
`
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} days`
}
