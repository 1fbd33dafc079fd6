/** The script of a project: what a writer wrote, and what people made of it since. Pure. */
import { createHash } from 'node:crypto'
import { sceneRewrite, videoScript } from './names.ts'
import type { Edit, JobRow } from './rows.ts'
import type { Scene } from './script.ts'

/** A scene keeps its id through every edit: its picture, clip and voice are found by it. */
export type ProjectScene = Scene & { id: string }
export type ProjectScript = { title: string; scenes: ProjectScene[] }

export type ScriptState = {
  script: ProjectScript
  /** changes whenever a word does */
  version: string
  /** the script job it goes back to; null: a person wrote it */
  after: string | null
  /** rewrites that are in it */
  applied: string[]
}

/**
 * The script as it stands: the newest that was written, or what a person has made of that very one, with every scene that
 * was written anew since. @param jobs newest first
 */
export function scriptOf(jobs: readonly JobRow[], edit: Edit | undefined): ScriptState | null {
  const written = jobs.find((job) => job.kind === videoScript && job.status === 'completed' && job.written?.script)
  const after = written?.id ?? null
  const edited = edit !== undefined && edit.after === after ? edit : null
  const base = edited ?? written?.written?.script
  if (base === undefined) return null
  const rewrites = jobs.filter((job) => job.kind === sceneRewrite && job.status === 'completed' && job.of === after && job.written?.scene).toReversed()
  let { scenes } = base
  for (const { id, scene_id, written: made } of rewrites) {
    if (edited?.applied.includes(id)) continue
    scenes = scenes.map((scene) => (scene.id === scene_id ? { ...scene, ...made?.scene } : scene))
  }
  const script = { title: base.title, scenes }
  return { script, version: versionOf(script), after, applied: rewrites.map(({ id }) => id) }
}

export const versionOf = ({ title, scenes }: ProjectScript): string =>
  digest([title, scenes.map((scene) => [scene.id, scene.title, scene.narration, scene.shot, scene.seconds])])

export const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)

/** Of all scenes together, in seconds, to a hundredth. */
export const secondsOf = ({ scenes }: Pick<ProjectScript, 'scenes'>): number => Math.round(scenes.reduce((sum, scene) => sum + scene.seconds, 0) * 100) / 100

/** The script as people read it on paper. */
export function scriptText({ title, scenes }: ProjectScript, words: { scene: (number: number, seconds: number) => string; shot: string; narration: string }): string {
  const parts = scenes.map(({ title: heading, narration, shot, seconds }, i) =>
    [`${words.scene(i + 1, seconds)}${heading === '' ? '' : ` · ${heading}`}`, `${words.narration}: ${narration}`, `${words.shot}: ${shot}`].join('\n'),
  )
  return `${[title, ...parts].join('\n\n')}\n`
}
