import type { ReactNode } from 'react'

/** A small table that scrolls sideways by itself where it is narrow. `figures`: columns that are numbers. */
export function Table(props: { heads: string[]; figures?: number[]; rows: { key: string; cells: ReactNode[] }[]; empty: string }) {
  const { heads, figures = [], rows, empty } = props
  if (rows.length === 0) return <p className="text-sm text-muted">{empty}</p>
  const side = (i: number) => (figures.includes(i) ? 'text-right' : 'text-left')
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <section tabIndex={0} aria-label={heads.join(', ')} className="-mx-1 overflow-x-auto px-1">
      <table className="num w-full border-collapse text-sm">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line-strong">
            {heads.map((head, i) => (
              <th key={head} scope="col" className={`py-1.5 pr-4 font-medium whitespace-nowrap last:pr-0 ${side(i)}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-b border-line last:border-0">
              {row.cells.map((cell, i) => (
                <td key={heads[i]} className={`py-2 pr-4 align-middle last:pr-0 ${i === 0 ? '' : 'whitespace-nowrap'} ${side(i)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
