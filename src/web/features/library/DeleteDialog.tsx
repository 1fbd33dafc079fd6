import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { DeletedFiles, FileUse } from '../../../api/contract-media.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { api } from '../../api/client.ts'
import { pageOf } from '../../app/studios.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'

type Props = { ids: readonly string[] | null; onClose: () => void; onDeleted: (ids: string[]) => void; w: LibraryWords }

/** Asks before files go for good; then, for those that are still needed, says by what, and asks once more where that may be. */
export function DeleteDialog({ ids, onClose, onDeleted, w }: Props) {
  const queryClient = useQueryClient()
  const [needed, setNeeded] = useState<DeletedFiles['inUse']>([])
  const [error, setError] = useState<unknown>(null)

  const remove = async (which: readonly string[], force: boolean) => {
    setError(null)
    try {
      const { deleted, inUse, missing } = await api.deleteFiles({ ids: [...which], force })
      setNeeded(force ? [] : inUse)
      if (deleted.length + missing.length > 0) onDeleted([...deleted, ...missing])
    } catch (thrown) {
      setError(thrown)
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['library'] })
    }
  }
  const uses = needed.flatMap((file) => file.uses)
  const open = uses.filter((use) => use.open)
  const free = needed.filter((file) => file.uses.every((use) => !use.open))
  return (
    <>
      <Confirm
        open={ids !== null}
        onOpenChange={(next) => !next && onClose()}
        title={w.removeTitle(ids?.length ?? 0)}
        body={w.removeBody}
        confirm={w.removeConfirm}
        keep={w.keep}
        onConfirm={() => void remove(ids ?? [], false)}
      />
      <Confirm
        open={needed.length > 0}
        onOpenChange={(next) => !next && setNeeded([])}
        title={w.usedTitle(needed.length)}
        confirm={free.length > 0 ? w.removeAnyway : null}
        keep={w.keep}
        onConfirm={() =>
          void remove(
            free.map((file) => file.id),
            true,
          )
        }
      >
        <Uses title={w.usedOpen} uses={open} w={w} />
        <Uses title={w.usedMade} uses={uses.filter((use) => !use.open)} w={w} />
      </Confirm>
      <ProblemNote error={error} className="fixed inset-x-4 bottom-24 z-40 mx-auto max-w-lg bg-raised shadow-card" />
    </>
  )
}

const shownMax = 6

function Uses({ title, uses, w }: { title: string; uses: readonly FileUse[]; w: LibraryWords }) {
  if (uses.length === 0) return null
  const distinct = [...new Map(uses.map((use) => [use.subject.id, use])).values()]
  return (
    <div className="mt-3 text-sm">
      <p className="text-muted">{title}</p>
      <ul className="mt-1 list-disc pl-5">
        {distinct.slice(0, shownMax).map(({ subject, title: name }) => {
          const page = pageOf(subject)
          return (
            <li key={subject.id} className="truncate">
              {page === null ? (
                name || w.untitled
              ) : (
                <Link to={page} className="link">
                  {name || w.untitled}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
