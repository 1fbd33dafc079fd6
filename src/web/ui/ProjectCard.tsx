import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Confirm } from './Confirm.tsx'
import { Icon } from './Icon.tsx'
import { ProblemNote } from './ProblemNote.tsx'

type Words = { open(name: string): string; delete: string; deleteTitle(name: string): string; deleteBody: string; deleteConfirm: string; keep: string }
type Props = {
  link: Pick<LinkProps, 'to' | 'params'>
  name: string
  /** the first few are shown */
  pictures: readonly { url: string }[]
  /** work is under way: pictures may yet come */
  developing: boolean
  facts: string
  /** how it stands */
  children: ReactNode
  words: Words
  /** puts it away, once that was confirmed */
  remove: () => Promise<unknown>
  /** the list it is then gone from */
  listKey: QueryKey
}

/** A project in a list, as a strip of its pictures: opened by a click, put away by another. */
export function ProjectCard({ link, name, pictures, developing, facts, children, words: w, remove: send, listKey }: Props) {
  const queryClient = useQueryClient()
  const remove = useMutation({ mutationFn: send, onSuccess: () => queryClient.invalidateQueries({ queryKey: listKey }) })
  return (
    <li className="card group relative flex flex-col overflow-hidden transition-[border-color] hover:border-control">
      <Link {...link} aria-label={w.open(name)} className="block outline-offset-[-3px]">
        <div className="film film-holes grid grid-cols-4 gap-1 py-2">
          {Array.from({ length: 4 }, (_, i) => {
            const picture = pictures[i]
            return (
              <div key={i} className={`frame aspect-video! rounded-sm ${picture ? '' : developing ? 'frame-developing' : 'frame-empty'}`}>
                {picture && <img src={picture.url} alt="" loading="lazy" className="print" />}
              </div>
            )
          })}
        </div>
        <div className="grid gap-1 p-3.5 pr-14">
          <span dir="auto" className="truncate font-medium">
            {name}
          </span>
          <span className="num text-sm text-muted">{facts}</span>
          <span className="num flex items-center gap-2 text-xs text-faint">{children}</span>
        </div>
      </Link>
      <div className="absolute right-2 bottom-2">
        <Confirm
          trigger={
            <Button look="quiet" className="px-2.5" aria-label={`${w.delete}: ${name}`} title={w.delete}>
              <Icon name="bin" className="size-4" />
            </Button>
          }
          title={w.deleteTitle(name)}
          body={w.deleteBody}
          confirm={w.deleteConfirm}
          keep={w.keep}
          onConfirm={() => remove.mutate()}
        />
      </div>
      <ProblemNote error={remove.error} className="m-2" />
    </li>
  )
}
