import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { Work, WorkList } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { photography } from './api.ts'

/** The star: changes at once, and back if the server does not agree. */
export function FavouriteButton({ work, className = '' }: { work: Work; className?: string }) {
  const w = useWords(photographyWords)
  const queryClient = useQueryClient()
  const paint = (favourite: boolean) => {
    const move = (other: Work) => (other.id === work.id ? { ...other, favourite } : other)
    queryClient.setQueryData<Work>(['photo-work', work.id], (known) => known && move(known))
    queryClient.setQueriesData<InfiniteData<WorkList>>(
      { queryKey: ['photo-works'] },
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(move) })) },
    )
  }
  const mark = useMutation({
    mutationFn: (favourite: boolean) => photography.favourite(work.id, { favourite }),
    onMutate: paint,
    onError: () => paint(work.favourite),
    onSettled: () => {
      // lists of favourites have one more or one less now, and in the library each of its photographs has
      void queryClient.invalidateQueries({ queryKey: ['photo-works'] })
      void queryClient.invalidateQueries({ queryKey: ['library'] })
    },
  })
  return (
    <button
      type="button"
      aria-pressed={work.favourite}
      aria-label={w.markFavourite(work.scene.name)}
      title={w.favourite}
      onClick={() => mark.mutate(!work.favourite)}
      className={`grid size-9 place-items-center rounded-full bg-black/65 text-[#f3ece6] transition-colors hover:bg-black focus-visible:outline-[#ffd9a8] aria-pressed:text-[#f2ae49] ${className}`}
    >
      <Icon name="star" className={`size-4.5 ${work.favourite ? 'fill-current' : ''}`} />
    </button>
  )
}
