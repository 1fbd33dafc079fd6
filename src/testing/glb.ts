import { createRequire } from 'node:module'

type Report = { issues: { messages: { code: string; message: string; severity: number }[] } }
// no types come with it
const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as { validateBytes(bytes: Uint8Array): Promise<Report> }
/** above it are hints and information */
const warning = 1

/** What the Khronos validator, which ships with nothing of ours, says against a GLB: errors and warnings. Rejects what is none. */
export async function glbProblems(bytes: Uint8Array): Promise<string[]> {
  const { messages } = (await validateBytes(bytes)).issues
  return messages.filter(({ severity }) => severity <= warning).map(({ code, message }) => `${code}: ${message}`)
}
