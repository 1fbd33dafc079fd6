/** What a stage hands back: figures with their bars, and anything else worth keeping in the JSON. */
export type Figure = {
  what: string
  value: number
  unit: string
  bar?: { atMost: number } | { atLeast: number }
}

export type StageResult = {
  figures: Figure[]
  /** configuration and measurements behind the figures */
  details: Record<string, unknown>
  /** sentences a reader needs to understand the figures */
  notes?: string[]
}

export function passes({ value, bar }: Figure): boolean | undefined {
  if (!bar) return undefined
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast
}

/** A table of one stage for people. */
export function printFigures(title: string, { figures, notes = [] }: StageResult): void {
  console.log(`\n${title}`)
  const width = Math.max(...figures.map((figure) => figure.what.length))
  for (const figure of figures) {
    const verdict = passes(figure)
    const bar = figure.bar ? ('atMost' in figure.bar ? `bar <= ${figure.bar.atMost}` : `bar >= ${figure.bar.atLeast}`) : ''
    const value = figure.value.toLocaleString('en', { maximumFractionDigits: 2 })
    console.log(`  ${figure.what.padEnd(width)}  ${value.padStart(10)} ${figure.unit.padEnd(10)} ${bar.padEnd(14)} ${verdict === undefined ? '' : verdict ? 'pass' : 'FAIL'}`.trimEnd())
  }
  for (const note of notes) console.log(`  ${note}`)
}
