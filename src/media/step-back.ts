import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** On Linux every thread has its own niceness: one that renders steps back behind those that answer requests. */
export function stepBackThread(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (thread > 0 && thread !== process.pid) setPriority(thread, constants.priority.PRIORITY_LOW)
  } catch {
    // no /proc, or not permitted: it then competes as an equal
  }
}
