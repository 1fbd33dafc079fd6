import { Fragment } from 'react'
import { paletteWords } from '../../../messages/palette.ts'
import { useWords } from '../../i18n/words.ts'
import { keyNames } from '../../keys/bindings.ts'

/** Keys as they are printed on the keyboard. */
export function Keycaps({ keys }: { keys: string }) {
  const w = useWords(paletteWords)
  const names = keyNames(keys)
  const isSequence = keys.includes(' ')
  return (
    <span className="flex shrink-0 items-center gap-1">
      {names.map((name, i) => (
        <Fragment key={name}>
          {isSequence && i > 0 && <span className="text-xs text-faint">{w.andThen}</span>}
          <kbd className="grid h-6 min-w-6 place-items-center rounded border border-line-strong px-1.5 font-sans text-xs text-muted">
            {name}
          </kbd>
        </Fragment>
      ))}
    </span>
  )
}
