import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { QueryPage, SheetWaiting } from '../../app/QueryPage.tsx'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { FavouriteButton } from './FavouriteButton.tsx'
import { workQuery } from './queries.ts'
import { Sheet } from './Sheet.tsx'
import { useWorkActions } from './useWorkActions.ts'
import { Viewer } from './Viewer.tsx'
import { WorkDetails } from './WorkDetails.tsx'
import { WorkPanel } from './WorkPanel.tsx'

/** One work. Everything shown comes from the server, so it is the same after a refresh or elsewhere. */
export function WorkPage() {
  const { workId } = useParams({ from: '/photography/$workId' })
  return (
    <QueryPage query={useQuery(workQuery(workId))} waiting={<SheetWaiting className="pt-20" />}>
      {(work) => <WorkView key={work.id} work={work} />}
    </QueryPage>
  )
}

function WorkView({ work }: { work: Work }) {
  const w = useWords(photographyWords)
  const { locale } = useI18n()
  usePageTitle(work.scene.name)
  const actions = useWorkActions(work)
  const [picked, setPicked] = useState<number | null>(null)
  const ready = work.photographs.filter(({ status }) => status === 'COMPLETED')
  const only = work.photographs.length === 1 ? ready[0] : undefined
  const shown = ready.find(({ index }) => index === picked) ?? only ?? null
  return (
    <article className="workspace pt-6 sm:pt-8">
      <Link to="/photography" className="link inline-flex min-h-8 items-center gap-1.5 text-sm text-muted hover:text-text">
        <Icon name="arrow" className="size-4 rotate-180" />
        {w.back}
      </Link>
      <div className="mt-1 flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h1 tabIndex={-1} className="text-2xl">
            {work.scene.name}
          </h1>
          <p className="num text-sm text-faint">{dateTime(locale, work.createdAt)}</p>
        </div>
        <FavouriteButton work={work} className="mt-1 shrink-0" />
      </div>
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-8">
        <div className="grid min-w-0 gap-4">
          {shown !== null && <Viewer work={work} photograph={shown} />}
          {(work.photographs.length > 1 || shown === null) && (
            <Sheet work={work} picked={shown?.index ?? null} onPick={setPicked} strip={shown !== null} />
          )}
        </div>
        <div className="grid gap-4 lg:sticky lg:top-20">
          <WorkPanel work={work} actions={actions} />
          <WorkDetails work={work} />
        </div>
      </div>
    </article>
  )
}
