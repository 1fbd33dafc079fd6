/** The unfinished prompt of this browser: a refresh or a closed tab does not lose a sentence. */
export type Draft = {
  prompt: string
  seed: string
  count: number
  /** the picture model as `provider:model`; null: the usual one */
  model: string | null
}

const storageKey = 'safelight.draft'
export const emptyDraft: Draft = { prompt: '', seed: '', count: 4, model: null }

export function readDraft(): Draft {
  try {
    const d = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Partial<Draft> | null
    return {
      prompt: typeof d?.prompt === 'string' ? d.prompt : '',
      seed: typeof d?.seed === 'string' ? d.seed : '',
      count: [1, 2, 3, 4].includes(d?.count as number) ? (d?.count as number) : 4,
      model: typeof d?.model === 'string' ? d.model : null,
    }
  } catch {
    return emptyDraft
  }
}

export function writeDraft(draft: Draft): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(draft))
  } catch {
    // then it lives as long as the page
  }
}
