/** `safelight generate`: one whole run at the terminal, whatever becomes of it. */
import { ApiError } from '../client/problem.ts'
import type { Config } from '../config.ts'
import type { Locale } from '../messages/locale.ts'
import { StartupError } from '../startup-error.ts'
import { generate, type Wanted } from './generate.ts'
import { openFolder } from './files.ts'
import { onInterrupt } from './interrupt.ts'
import { openServer } from './server.ts'
import { createShow, type RunResult } from './show.ts'
import { Complaint, localeOf, words, type Words } from './words.ts'

export type GenerateOptions = Wanted & {
  config: Config
  out: string
  json?: boolean
  lang?: Locale
  server?: string
  apiKey?: string
  data?: string
}

/** Resolves to the exit code. With `--json` the last line of the standard output is the result, also of a run that never began. */
export async function runGenerate(options: GenerateOptions): Promise<number> {
  const { config } = options
  const { env } = process
  const locale = options.lang ?? localeOf(env)
  const say = words[locale]
  const show = createShow({ json: options.json ?? false })
  let leaveBehind = () => {}
  const interrupt = onInterrupt((exitCode) => {
    leaveBehind()
    process.exit(exitCode)
  })
  const result: RunResult = {
    type: 'result', ok: false, exitCode: 1, taskId: null, status: null, files: [],
    credits: { held: 0, captured: 0, released: 0, available: null }, failures: [],
  }
  try {
    const names = [...Array.from({ length: options.count }, (_, index) => `image-${index}.png`), ...(options.model ? ['model.glb'] : [])]
    const folder = await openFolder(options.out, names, locale)
    const server = await openServer({
      config,
      locale,
      url: options.server ?? env.SAFELIGHT_URL ?? null,
      apiKey: options.apiKey ?? env.SAFELIGHT_API_KEY ?? null,
      ownData: options.data !== undefined || env.SAFELIGHT_DATA !== undefined,
      signal: interrupt.signal,
      tell: show.say,
    })
    leaveBehind = () => {
      if (result.taskId === null) return
      show.close()
      process.stderr.write(`${say.leftRunning(`${server.url}/tasks/${result.taskId}`)}\n`)
    }
    try {
      await generate({ wanted: options, server, folder, show, interrupt, locale, result })
    } finally {
      show.close()
      await server.close()
    }
  } catch (error) {
    show.close()
    if (interrupt.requested && !(error instanceof Complaint)) {
      result.exitCode = interrupt.exitCode
      if (result.taskId === null) show.say(say.stoppedBefore)
    } else {
      const failure = inWords(error, say)
      result.failures.push({ name: null, ...failure })
      show.complain(failure.message, failure.advice)
    }
  } finally {
    interrupt.dispose()
  }
  show.event(result)
  return result.exitCode
}

/** @throws what nobody expected, for the caller to show as such */
function inWords(error: unknown, say: Words): { code: string; message: string; advice: string | null } {
  if (error instanceof Complaint) return { code: error.code, message: error.message, advice: error.advice }
  if (error instanceof StartupError) return { code: error.code, message: error.message, advice: null }
  if (error instanceof ApiError) {
    if (error.problem !== null) return { code: error.code, message: fieldWords(error) ?? error.problem.detail, advice: error.problem.advice ?? null }
    return { code: error.code, message: error.code === 'network' ? say.network : error.code === 'timeout' ? say.timeout : say.badAnswer, advice: say.tryAgain }
  }
  throw error
}

/** What is wrong with the prompt is said of the prompt, not of "the input". */
const fieldWords = ({ problem }: ApiError): string | null => problem?.fields?.map((field) => field.message).join(' ') || null
