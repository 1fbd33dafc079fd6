import { activityWords } from '../../../messages/activity.ts'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'

/** What may be done with what was selected, always in reach. */
export function SelectionBar({ count, onCancel, onClear }: { count: number; onCancel: () => void; onClear: () => void }) {
  const w = useWords(activityWords)
  return (
    <section
      aria-label={w.selected(count)}
      className="fixed inset-x-3 bottom-18 z-20 mx-auto flex max-w-xl flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-raised p-2 pl-4 shadow-card md:bottom-6"
    >
      <output className="num mr-auto text-sm font-medium">{w.selected(count)}</output>
      <Button look="quiet" className="text-sm" onClick={onClear}>
        {w.deselect}
      </Button>
      <Button look="primary" className="text-sm" onClick={onCancel}>
        {w.cancelSelected(count)}
      </Button>
    </section>
  )
}
