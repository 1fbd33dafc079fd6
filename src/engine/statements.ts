import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export type Verb =
  | 'submit' | 'claim' | 'arm' | 'park' | 'poll' | 'collect' | 'close' | 'retry' | 'promote'
  | 'progress' | 'wake' | 'cancel_parent' | 'heartbeat' | 'rescue' | 'owned' | 'quiesce'

export type Statement = { name: string; text: string }

const loaded = new Map<Verb, Statement>()

/**
 * One hot statement, as its file in sql/ has it. The name carries a hash of the text: during a deploy old and new
 * nodes share server connections (PgBouncer), and a name must never mean two texts.
 */
export function statement(verb: Verb): Statement {
  let found = loaded.get(verb)
  if (!found) {
    const text = readFileSync(new URL(`./sql/${verb}.sql`, import.meta.url), 'utf8')
    found = { name: `${verb}_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, text }
    loaded.set(verb, found)
  }
  return found
}
