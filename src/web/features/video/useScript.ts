import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { EditedScene, VideoProject } from '../../../api/video-contract.ts'
import { useAct } from './act.ts'
import { videoApi, videoKey } from './api.ts'

export type Script = { title: string; scenes: EditedScene[] }

/** Changes the script: one change after the other, each made of the script as the one before left it. */
export function useScript(project: VideoProject) {
  const queryClient = useQueryClient()
  const act = useAct(project.id)
  const { mutateAsync } = act
  const { id } = project
  const change = useCallback(
    (edit: (script: Script) => Script) =>
      mutateAsync(() => {
        const now = queryClient.getQueryData<VideoProject>(videoKey(id)) as VideoProject
        const before = { title: now.title, scenes: now.scenes.map(({ id, title, narration, shot, seconds }) => ({ id, title, narration, shot, seconds })) }
        return videoApi.editScript(id, { ...edit(before), ...(now.scriptVersion !== null && { scriptVersion: now.scriptVersion }) })
      }),
    [id, mutateAsync, queryClient],
  )
  return { change, error: act.error, isPending: act.isPending }
}
