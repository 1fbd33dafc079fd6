import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { useSample } from './sample.ts'
import { useFilmWords } from './words.ts'

/** A film of three shots, at one click. */
export function Begin() {
  const w = useFilmWords()
  const { begin, price } = useSample()
  return (
    <>
      <p className="line-clamp-3 text-sm text-faint">{w.films.sampleLead}</p>
      <ProblemNote error={begin.error} />
      <Button look="primary" className="w-full" disabled={price === null} busy={begin.isPending} onClick={() => begin.mutate()}>
        {w.films.sampleShort}
        <Price>{w.price(price)}</Price>
      </Button>
    </>
  )
}
