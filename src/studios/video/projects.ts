/** Projects as a whole: begun, changed, edited, offered again, stopped, put away. */
import type { ChangeVideo, EditScript, VideoModels } from '../../api/video-contract.ts'
import { videoLimits } from '../../api/video-limits.ts'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { chooseModel } from '../choose.ts'
import { dropContinuation } from '../continuations.ts'
import type { Idempotency } from '../port.ts'
import { answeredBefore, refusalOf, type CommonRefusal } from '../refusals.ts'
import { changingSubject, tellChanged } from '../subject-changes.ts'
import { illegal, type CommandResult, type InProject } from './buy.ts'
import { videoChanged, videoSubject } from './names.ts'
import { scriptPlan } from './plan.ts'
import { loadProject, type Edit, type VideoData } from './rows.ts'
import { secondsOf, type ProjectScene } from './scenes.ts'
import { viewOf, type ProjectView } from './state.ts'
import { eventsOf, isOpen } from './statechart.ts'

export type NewProject = Omit<VideoData, 'models' | 'narration'> & {
  narration?: boolean | undefined
  models?: Partial<VideoModels> | undefined
  /** begins the script in the same commit */
  generate: boolean
  quotedCredits?: number | undefined
  idempotency?: Idempotency | undefined
}

export type ChosenModels = { models: VideoModels; narration: boolean } | { fields: FieldProblem[] }

/**
 * The models of a project: those asked for, or this installation's defaults. It is spoken where a speech model is there,
 * unless somebody says otherwise; who asks for it where there is none is told so.
 */
export function chooseModels(models: Models, wanted: Partial<VideoModels> = {}, narration?: boolean): ChosenModels {
  const fields: FieldProblem[] = []
  const choose = (kind: 'text' | 'image' | 'video') => {
    const choice = chooseModel(models, kind, wanted[kind])
    if (choice.type === 'chosen') return choice.offer.model.id
    fields.push(...choice.fields)
    return ''
  }
  const chosen = { text: choose('text'), image: choose('image'), video: choose('video') }
  const speech = wanted.speech === null ? null : chooseModel(models, 'speech', wanted.speech)
  const speaks = narration ?? (wanted.speech !== undefined ? wanted.speech !== null : speech?.type === 'chosen')
  if (speech?.type === 'refused' && (speaks || wanted.speech !== undefined)) fields.push(...speech.fields)
  if (speaks && speech === null) fields.push({ pointer: '/models/speech', code: 'required' })
  return fields.length > 0 ? { fields } : { narration: speaks, models: { ...chosen, speech: speech?.type === 'chosen' ? speech.offer.model.id : null } }
}

export function videoProjects(engine: Engine, models: Models) {
  const { pool } = engine

  /** Changes the project while nobody else does, knowing all of it. */
  async function change({ accountId, projectId }: InProject, run: (view: ProjectView, keep: (data: Partial<VideoData>) => Promise<void>) => Promise<CommandResult>): Promise<CommandResult> {
    const result = await changingSubject(pool, { accountId, kind: videoSubject, id: projectId }, videoChanged, async (db) => {
      const rows = await loadProject(db, accountId, projectId)
      if (rows === null) return null
      return await run(viewOf(rows, models), async (data) => void (await db.query('update subject set data = data || $2::jsonb where id = $1', [projectId, JSON.stringify(data)])))
    })
    return result ?? { type: 'not_found' }
  }

  /** Notes something about the person, not about the work: it does not count as having worked on it. `at`: what is noted as now. */
  async function note({ accountId, projectId }: InProject, { at, ...data }: Partial<VideoData> & { at?: 'offeredAt' | 'deletedAt' }): Promise<CommandResult> {
    const { rowCount } = await pool.query(
      `update subject set data = data || $3::jsonb || case when $4::text is null then '{}' else jsonb_build_object($4::text, now()) end
       where id = $2 and account_id = $1 and kind = '${videoSubject}' and not data ? 'deletedAt'`,
      [accountId, projectId, JSON.stringify(data), at ?? null],
    )
    if (rowCount === 0) return { type: 'not_found' }
    await tellChanged(pool, { accountId, kind: videoSubject, id: projectId }, videoChanged)
    return { type: 'done' }
  }

  return {
    /** A new project; with `generate` its script is begun in the same commit, or nothing is made at all. */
    async create(accountId: string, { generate, quotedCredits, idempotency, models: wanted, narration, ...brief }: NewProject): Promise<{ type: 'created'; projectId: string; replayed: boolean } | CommonRefusal> {
      const chosen = chooseModels(models, wanted, narration)
      if ('fields' in chosen) return { type: 'invalid', fields: chosen.fields }
      const data: VideoData = { ...brief, ...chosen }
      const projectId = newId()
      if (!generate) {
        await pool.query(`insert into subject (id, account_id, kind, data) values ($1, $2, '${videoSubject}', $3)`, [projectId, accountId, JSON.stringify(data)])
        return { type: 'created', projectId, replayed: false }
      }
      const plan = scriptPlan(data, models)
      if (plan.type === 'invalid') return plan
      const replay = await answeredBefore(pool, accountId, idempotency)
      if (replay?.type === 'idempotency_conflict') return replay
      if (replay === null && quotedCredits !== undefined && quotedCredits !== plan.credits) return { type: 'price_changed', credits: plan.credits }
      const result = await engine.submit({
        accountId,
        subject: { kind: videoSubject, id: projectId, create: data },
        jobs: plan.jobs.map(({ price: _price, ...job }) => job),
        once: 'after:nothing',
        ...(idempotency && { idempotency }),
      })
      return result.type === 'refused' ? refusalOf(result) : { type: 'created', projectId: result.subjectId, replayed: result.type === 'existing' }
    },

    /** What the video shall be. What was made before stays; what it no longer fits is made again when it is asked for. */
    patch: (project: InProject, { models: wanted, narration, ...brief }: ChangeVideo): Promise<CommandResult> =>
      change(project, async (view, keep) => {
        if (!eventsOf(view.chart).includes('change')) return illegal(view, 'change')
        const { data } = view.rows
        const asked = { ...data.models, ...wanted }
        // spoken from now on: by the model that was chosen, or the default
        const { speech, ...others } = asked
        const speaks = narration ?? (wanted?.speech === undefined ? data.narration : wanted.speech !== null)
        const chosen = chooseModels(models, { ...others, ...(speech !== null ? { speech } : !speaks && { speech }) }, speaks)
        // one that is no longer offered is only refused to whoever names it
        if ('fields' in chosen) {
          const named = chosen.fields.filter(({ pointer }) => wanted?.[pointer.split('/').at(-1) as keyof VideoModels] !== undefined || (pointer.endsWith('speech') && narration === true))
          if (named.length > 0) return { type: 'invalid', fields: named }
        }
        await keep({ ...brief, ...('fields' in chosen ? { models: asked, narration: speaks } : chosen) })
        return { type: 'done' }
      }),

    /** The whole script as a person has it now. */
    edit: (project: InProject, { scriptVersion, title, scenes }: EditScript): Promise<CommandResult> =>
      change(project, async (view, keep) => {
        if (!eventsOf(view.chart).includes('edit')) return illegal(view, 'edit')
        if (scriptVersion !== undefined && view.script !== null && scriptVersion !== view.script.version) return { type: 'conflict' }
        const fields = scriptFields(scenes)
        if (fields.length > 0) return { type: 'invalid', fields }
        const edit: Edit = {
          title,
          scenes: scenes.map(({ id = newId(), ...scene }): ProjectScene => ({ id, ...scene, seconds: Math.round(scene.seconds * 10) / 10 })),
          after: view.script?.after ?? null,
          applied: view.script?.applied ?? [],
        }
        await keep({ edit, title })
        return { type: 'done' }
      }),

    /** The person has decided about the offer to go on with it: it is not made again until it is worked on again. */
    offerAnswered: (project: InProject): Promise<CommandResult> => note(project, { at: 'offeredAt' }),

    /** The person has heard that it is finished, on whichever device. */
    async notified(project: InProject): Promise<CommandResult> {
      const rows = await loadProject(pool, project.accountId, project.projectId)
      if (rows === null) return { type: 'not_found' }
      const newest = viewOf(rows, models).films[0]
      if (newest === undefined || rows.data.notified === newest.job.id) return { type: 'done' }
      // wherever else its end would be told, it is known now
      await pool.query(
        `insert into notice (account_id, job_id, read_at) values ($1, $2, now()) on conflict (account_id, job_id) do update set read_at = coalesce(notice.read_at, excluded.read_at)`,
        [project.accountId, newest.job.id],
      )
      return await note(project, { notified: newest.job.id })
    },

    /** Stops whatever is under way, and what would go on by itself. Asking twice is fine. */
    async cancel(project: InProject): Promise<CommandResult> {
      const rows = await loadProject(pool, project.accountId, project.projectId)
      if (rows === null) return { type: 'not_found' }
      const view = viewOf(rows, models)
      if (view.cancelRequested) return { type: 'done' }
      if (!eventsOf(view.chart).includes('cancel')) return illegal(view, 'cancel')
      await stop(project.accountId, view)
      return { type: 'done' }
    },

    /** Out of sight, with all that is under way stopped. Files that were made stay the account's. */
    async remove(project: InProject): Promise<CommandResult> {
      const rows = await loadProject(pool, project.accountId, project.projectId)
      if (rows === null) return { type: 'not_found' }
      await stop(project.accountId, viewOf(rows, models))
      return await note(project, { at: 'deletedAt' })
    },
  }

  async function stop(accountId: string, { rows: { jobs, continuing } }: ProjectView): Promise<void> {
    // first: a production whose last clip arrives all the same must not go on by itself
    await dropContinuation(pool, continuing)
    for (const job of jobs.filter(({ status, parent_id }) => parent_id === null && isOpen(status))) await engine.cancel({ accountId, jobId: job.id })
  }
}

/** What of a script cannot be kept: each scene must have a length that can be filmed, and all together one that can be shown. */
function scriptFields(scenes: EditScript['scenes']): FieldProblem[] {
  const { scenesMax, sceneSecondsMin, sceneSecondsMax, secondsMax } = videoLimits
  if (scenes.length === 0) return [{ pointer: '/scenes', code: 'script_empty' }]
  if (scenes.length > scenesMax) return [{ pointer: '/scenes', code: 'too_many_scenes', params: { max: scenesMax, count: scenes.length } }]
  const ids = scenes.flatMap(({ id }) => (id === undefined ? [] : [id]))
  const fields = scenes.flatMap(({ id, seconds }, i): FieldProblem[] => [
    ...(seconds >= sceneSecondsMin && seconds <= sceneSecondsMax ? [] : [{ pointer: `/scenes/${i}/seconds`, code: 'scene_length' as const, params: { min: sceneSecondsMin, max: sceneSecondsMax } }]),
    ...(id !== undefined && ids.indexOf(id) !== ids.lastIndexOf(id) ? [{ pointer: `/scenes/${i}/id`, code: 'not_unique' as const }] : []),
  ])
  if (fields.length > 0) return fields.slice(0, 20)
  const total = secondsOf({ scenes: scenes as ProjectScene[] })
  return total > secondsMax ? [{ pointer: '/scenes', code: 'script_too_long', params: { max: secondsMax, seconds: total } }] : []
}
