import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { LibraryDetails, LibraryItem } from '../../../api/contract-media.ts'
import type { Locale } from '../../../messages/locale.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { pageOf, studios } from '../../app/studios.ts'
import { fileSize, fullDate } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { writeDraft } from '../compose/draft.ts'
import { titleOf } from './Tile.tsx'

type Props = { item: LibraryItem; details: LibraryDetails | null; locale: Locale; w: LibraryWords; onOpen: (id: string) => void; onCompare: (() => void) | null }

const action = 'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border border-white/20 px-3 text-sm font-medium transition-colors hover:bg-white/10 focus-visible:outline-[#ffd9a8]'

/** Where a thing came from, what became of it, and the way to make another. */
export function ItemDetails({ item, details, locale, w, onOpen, onCompare }: Props) {
  const m = useMessages()
  const made = details?.made ?? null
  const page = made && pageOf(made.subject)
  const place = made && studios.find((studio) => studio.subjects.includes(made.subject.kind))
  const prompt = made?.prompt ?? null
  return (
    <aside aria-label={w.details} className="shrink-0 space-y-6 overflow-y-auto bg-[#141111] p-5 text-sm lg:w-88">
      <h2 className="sr-only">{w.details}</h2>
      {prompt !== null && (
        <Section title={w.prompt}>
          <p dir="auto" className="max-h-56 overflow-y-auto text-base whitespace-pre-wrap">
            {prompt}
          </p>
          <Link
            to="/create"
            title={w.promptAgainHint}
            onClick={() => writeDraft({ prompt, seed: made?.seed === null || made === null ? '' : String(made.seed), count: 4, model: made?.model ?? null })}
            className={`${action} mt-3 w-full`}
          >
            <Icon name="remix" className="size-4" />
            {w.promptAgain}
          </Link>
        </Section>
      )}
      {((page && place) || onCompare) && (
      <div className="grid gap-2">
        {page && place && (
          <Link to={page} className={action}>
            <Icon name={place.icon} className="size-4" />
            {w.openIn(m.places[place.id].name)}
          </Link>
        )}
        {onCompare && (
          <button type="button" onClick={onCompare} className={action}>
            <Icon name="compare" className="size-4" />
            {w.compareWithSource}
          </button>
        )}
      </div>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        <Fact name={item.uploaded ? w.facts.brought : w.facts.made}>{fullDate(locale, item.createdAt)}</Fact>
        {item.width !== null && item.height !== null && <Fact name={w.facts.size}>{`${item.width} × ${item.height}`}</Fact>}
        {item.seconds !== null && <Fact name={w.facts.length}>{w.seconds(item.seconds)}</Fact>}
        {item.name !== null && <Fact name={w.facts.name}>{item.name}</Fact>}
        <Fact name={w.facts.file}>{`${item.mime.split('/')[1]?.replace('gltf-binary', 'glb').toUpperCase()}, ${fileSize(locale, item.bytes)}`}</Fact>
        {made?.model && <Fact name={w.facts.model}>{made.model}</Fact>}
        {made !== null && made.seed !== null && <Fact name={w.facts.seed}>{made.seed}</Fact>}
        {made !== null && <Fact name={w.facts.paid}>{m.credits(made.paid)}</Fact>}
        {made !== null && (
          <div className="col-span-2 pt-1">
            <Link to="/jobs/$jobId" params={{ jobId: made.jobId }} className="link">
              {w.run}
            </Link>
          </div>
        )}
      </dl>
      <Relatives title={w.sources} items={details?.sources ?? []} w={w} onOpen={onOpen} />
      <Relatives title={w.results} items={details?.results ?? []} w={w} onOpen={onOpen} />
    </aside>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-medium text-[#b3a79f]">{title}</h3>
      {children}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-[#b3a79f]">{name}</dt>
      <dd className="num min-w-0 truncate">{children}</dd>
    </>
  )
}

function Relatives({ title, items, w, onOpen }: { title: string; items: readonly LibraryItem[]; w: LibraryWords; onOpen: (id: string) => void }) {
  if (items.length === 0) return null
  return (
    <Section title={title}>
      <ul className="grid grid-cols-4 gap-1.5">
        {items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              onClick={() => onOpen(item.id)}
              aria-label={`${w.one[item.kind]}: ${titleOf(item, w)}`}
              className="relative block aspect-square w-full overflow-hidden rounded-sm bg-[#050404] focus-visible:outline-[#ffd9a8]"
            >
              {item.previewUrl !== null && <img src={item.previewUrl} alt="" loading="lazy" decoding="async" className="size-full object-cover" />}
              {item.kind !== 'image' && (
                <span className="absolute right-1 bottom-1 rounded bg-black/75 p-0.5">
                  <Icon name={item.kind === 'model3d' ? 'cube' : item.kind === 'video' ? 'video' : 'sound'} className="size-3.5" />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
