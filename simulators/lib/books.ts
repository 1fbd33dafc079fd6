/** What a provider would bill: one entry for each piece of work it took, whatever became of its answer. */
import type { Directive } from './directive.ts'

export type Bill = {
  /** the provider's own id of the work */
  id: string
  /** as the test calls it */
  tag: string
  /** what the request carried to tell attempts apart (callback URL, client id); empty where it carries nothing */
  client: string
  takenAt: number
  /** taken: billed unless it fails or is cancelled in time */
  state: 'running' | 'done' | 'failed' | 'cancelled'
}

export type Books = {
  bills: Bill[]
  /** every paid POST that arrived, also those not taken */
  posts: { tag: string; client: string; at: number; fault: string }[]
  /** polls and other reads, by tag */
  reads: Map<string, number>
  /** how this POST is played: the directive, until its `times` are used up */
  arrive(directive: Directive, client: string): Directive
  take(id: string, directive: Directive, client: string): Bill
  read(tag: string): number
  /** what would be on the invoice */
  billed(): Bill[]
  clear(): void
}

export function createBooks(): Books {
  const bills: Bill[] = []
  const posts: Books['posts'] = []
  const reads = new Map<string, number>()
  return {
    bills,
    posts,
    reads,
    arrive(directive, client) {
      const before = posts.filter((post) => post.tag === directive.tag).length
      const played = before < directive.times ? directive : { ...directive, post: 'ok' as const, run: 'ok' as const }
      posts.push({ tag: directive.tag, client, at: Date.now(), fault: played.post })
      return played
    },
    take(id, directive, client) {
      const bill: Bill = { id, tag: directive.tag, client, takenAt: Date.now(), state: 'running' }
      bills.push(bill)
      return bill
    },
    read(tag) {
      const count = (reads.get(tag) ?? 0) + 1
      reads.set(tag, count)
      return count
    },
    billed: () => bills.filter((bill) => bill.state === 'running' || bill.state === 'done'),
    clear() {
      bills.length = 0
      posts.length = 0
      reads.clear()
    },
  }
}
