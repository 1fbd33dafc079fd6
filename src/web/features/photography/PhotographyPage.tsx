import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { usePageTitle } from '../notify/title.tsx'
import { UploadBox } from '../uploads/UploadBox.tsx'
import { useUploads } from '../uploads/useUploads.ts'
import { ComposePanel } from './ComposePanel.tsx'
import { readDraft, settled, writeDraft, type Draft } from './draft.ts'
import { uploadsMax } from './limits.ts'
import { scenesQuery } from './api.ts'
import { SceneGallery } from './SceneGallery.tsx'
import { WorksGallery } from './WorksGallery.tsx'

/** Where photographs begin: who, where, how, and below what was made. */
export function PhotographyPage() {
  const w = useWords(photographyWords)
  usePageTitle(w.pageTitle)
  const [draft, setDraft] = useState<Draft>(readDraft)
  const change = (next: Draft) => {
    setDraft(next)
    writeDraft(next)
  }
  const uploads = useUploads('photography', { max: uploadsMax })
  const scenes = useQuery(scenesQuery).data?.items ?? []
  return (
    <>
      <header className="pt-8 pb-6">
        <h1 tabIndex={-1} className="text-2xl">
          {w.heading}
        </h1>
        <p className="mt-1 text-muted">{w.lead}</p>
      </header>
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="grid min-w-0 gap-8">
          <section aria-labelledby="photo-who">
            <h2 id="photo-who" className="mb-3 text-lg">
              {w.who}
            </h2>
            <UploadBox uploads={uploads} label={w.whoBox} hint={w.whoHint} />
          </section>
          <section aria-labelledby="photo-scene">
            <h2 id="photo-scene" className="mb-3 text-lg">
              {w.scene}
            </h2>
            {/* another scene brings its own usual settings; what belongs to the person stays */}
            <SceneGallery value={draft.sceneId} onChange={(sceneId) => change({ ...draft, sceneId, time: null, colour: null })} />
          </section>
        </div>
        <ComposePanel draft={draft} onDraft={change} uploads={uploads} settled={settled(draft, scenes)} />
      </div>
      <WorksGallery />
    </>
  )
}
