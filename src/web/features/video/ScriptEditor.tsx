import { useEffect, useRef, useState } from 'react'
import type { EditedScene, VideoProject } from '../../../api/video-contract.ts'
import { videoLimits } from '../../../api/video-limits.ts'
import { ApiError } from '../../../client/problem.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { clock } from '../../i18n/format.ts'
import { DraftField } from '../../ui/Field.tsx'
import { useDraft } from '../../ui/useDraft.ts'
import { useVideoWords } from './queries.ts'
import { SceneCard } from './SceneCard.tsx'
import { useScript } from './useScript.ts'

/** The script, scene by scene, with the picture and clip of each. Where it may be edited, what is written saves itself. */
export function ScriptEditor({ project }: { project: VideoProject }) {
  const w = useVideoWords()
  const script = useScript(project)
  const list = useRef<HTMLOListElement>(null)
  const [moved, setMoved] = useState('')
  const wanted = useRef<{ id: string; to: number; button: 'up' | 'down' } | null>(null)
  const title = useDraft(project.title, (value) => script.change((now) => ({ ...now, title: value })))
  const { scenes } = project
  // a card that is put elsewhere loses the focus: it is given back, so that it can be moved on
  useEffect(() => {
    const move = wanted.current
    if (move === null || scenes[move.to]?.id !== move.id) return
    wanted.current = null
    setMoved(w.script.moved(move.to + 1))
    const card = list.current?.children[move.to]
    const button = card?.querySelector<HTMLElement>(`button[data-move="${move.button}"]:enabled`) ?? card?.querySelector<HTMLElement>('button[data-move]:enabled')
    button?.focus()
  }, [scenes, w])
  const can = project.can.includes('edit')
  if (scenes.length === 0) return project.status === 'GENERATING_SCRIPT' ? <Writing /> : null

  const move = (from: number, to: number) => {
    const id = scenes[from]?.id ?? ''
    wanted.current = { id, to, button: to > from ? 'down' : 'up' }
    void script.change((now) => ({ ...now, scenes: now.scenes.toSpliced(from, 1).toSpliced(to, 0, now.scenes[from] as EditedScene) })).catch(() => {})
  }
  return (
    <section aria-labelledby="script" className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="script" className="text-lg">
            {w.script.title}
          </h2>
          <p className="num text-sm text-muted">{w.script.facts(scenes.length, clock(project.scriptSeconds), clock(project.seconds))}</p>
        </div>
        <a href={`/api/video-creation/projects/${project.id}/script.txt`} download className={`${buttonClass('quiet')} text-sm`}>
          <Icon name="download" className="size-4" />
          {w.script.download}
        </a>
      </div>
      <p className="text-sm text-muted">{can ? w.script.lead : w.script.locked}</p>
      {can && <DraftField label={w.script.videoTitle} draft={title} words={w.script} />}
      <output className="sr-only">{moved}</output>
      {script.error instanceof ApiError && script.error.status === 409 ? <p className="text-sm text-amber">{w.script.changedElsewhere}</p> : <ProblemNote error={script.error} />}
      <ol ref={list} className="grid gap-4">
        {scenes.map((scene, i) => (
          <SceneCard key={scene.id} project={project} scene={scene} change={script.change} onMove={(to) => move(i, to)} />
        ))}
      </ol>
      {can && scenes.length < videoLimits.scenesMax && (
        <Button className="justify-self-start" busy={script.isPending} onClick={() => void script.change((now) => ({ ...now, scenes: [...now.scenes, { ...w.script.newScene, seconds: 4 }] })).catch(() => {})}>
          <Icon name="plus" className="size-4" />
          {w.script.add}
        </Button>
      )}
    </section>
  )
}

/** A script that is being written: as many lines as one will have. */
const Writing = () => (
  <div aria-hidden="true" className="grid gap-4">
    {[0, 1, 2].map((i) => (
      <div key={i} className="card grid gap-3 p-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
        <div className="film frame frame-waiting aspect-video! rounded-lg" />
        <div className="grid content-start gap-2.5">
          {['w-1/3', 'w-full', 'w-5/6', 'w-2/3'].map((width) => (
            <div key={width} className={`h-3.5 animate-pulse rounded bg-line motion-reduce:animate-none ${width}`} />
          ))}
        </div>
      </div>
    ))}
  </div>
)
