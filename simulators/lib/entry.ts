/** One simulator as `npm run simulators` lists it. */
import type { Simulator } from './server.ts'

export type SimulatorEntry = {
  /** the provider's id, as in src/providers */
  id: string
  /** where it listens when all are started */
  port: number
  /** starts it on loopback; port 0 takes any free one */
  start(options?: { port?: number; /** work on all requests at once, where the real one has a queue of one */ many?: boolean }): Promise<Simulator>
  /** the variables that point Safelight at it */
  environment(url: string): Record<string, string>
}
