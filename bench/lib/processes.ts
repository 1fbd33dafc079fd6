/** CPU time and memory of other processes, from /proc (Linux; elsewhere nothing is reported). */
import { readFileSync, readdirSync } from 'node:fs'

/** Of `stat` in /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

type Stat = { pid: number; parent: number; cpuMs: number }

function stat(pid: string): Stat | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the name may hold spaces and brackets: what follows the last one is regular
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number) as [number, number, number, number]
    return { pid: Number(pid), parent: Number(fields[1]), cpuMs: ((user + system + childUser + childSystem) * 1_000) / ticksPerSecond }
  } catch {
    return undefined
  }
}

/** Milliseconds of CPU a process and all below it have used, those that ended and were waited for included; null where /proc is not. */
export function cpuMsOfTree(root: number): number | null {
  let names: string[]
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return null
  }
  const all = names.map(stat).filter((s) => s !== undefined)
  const below = new Set([root])
  for (let grown = true; grown; ) {
    grown = false
    for (const { pid, parent } of all)
      if (below.has(parent) && !below.has(pid)) {
        below.add(pid)
        grown = true
      }
  }
  const found = all.filter(({ pid }) => below.has(pid))
  return found.length ? found.reduce((sum, { cpuMs }) => sum + cpuMs, 0) : null
}
