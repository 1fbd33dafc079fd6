import { useState } from 'react'
import type { VideoAspect, VideoLanguage, VideoModels } from '../../../api/video-contract.ts'

export type BriefDraft = {
  topic: string
  audience: string
  tone: string
  seconds: number
  aspect: VideoAspect
  language: VideoLanguage
  /** null: as the installation can */
  narration: boolean | null
  models: Partial<VideoModels>
}

const storageKey = 'safelight.video-brief'

/** What is being asked for, kept in this tab until it was sent. */
export function useBriefDraft(language: VideoLanguage): [BriefDraft, (part: Partial<BriefDraft>) => void, () => void] {
  const empty: BriefDraft = { topic: '', audience: '', tone: '', seconds: 30, aspect: '16:9', language, narration: null, models: {} }
  const [draft, setDraft] = useState<BriefDraft>(() => ({ ...empty, ...read() }))
  const change = (part: Partial<BriefDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    write(JSON.stringify(next))
  }
  return [draft, change, () => write(null)]
}

function read(): Partial<BriefDraft> {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Partial<BriefDraft>
  } catch {
    return {}
  }
}

function write(value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(storageKey)
    else sessionStorage.setItem(storageKey, value)
  } catch {
    // without storage it lives as long as the page
  }
}
