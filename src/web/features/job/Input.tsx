import type { JobDetail } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { useWords } from '../../i18n/words.ts'

/** What the run was given: words and figures by name, pictures as pictures. Names without a translation stand as they are. */
export function Input({ job }: { job: JobDetail }) {
  const w = useWords(activityWords)
  const facts: [string, string | number][] = []
  const pictures: string[] = []
  gather(job.input, '', facts, pictures)
  if (facts.length === 0 && pictures.length === 0) return <p className="text-sm text-muted">{w.inputNone}</p>
  const long = facts.filter(([, value]) => String(value).length > 60)
  const short = facts.filter(([, value]) => String(value).length <= 60)
  const name = (key: string) => (Object.hasOwn(w.fact, key) ? w.fact[key] : key)
  return (
    <div className="grid gap-4 text-sm">
      {long.map(([key, value]) => (
        <div key={key}>
          <p className="text-muted">{name(key)}</p>
          <p className="mt-0.5 whitespace-pre-line">{value}</p>
        </div>
      ))}
      {pictures.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {pictures.map((id) => (
            <a key={id} href={`/api/files/${id}`} className="film rounded-lg p-1.5">
              <img src={`/api/files/${id}?size=preview`} alt={id} loading="lazy" className="size-24 rounded-sm object-cover" />
            </a>
          ))}
        </div>
      )}
      {short.length > 0 && (
        <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
          {short.map(([key, value]) => (
            <div key={key} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{name(key)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

/** Flattens nested input; a thing with a file id is a picture. Bounded: what is deeper or more says nothing to people. */
function gather(value: unknown, key: string, facts: [string, string | number][], pictures: string[], depth = 0): void {
  if (facts.length + pictures.length > 40 || depth > 4 || value === null || value === undefined) return
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    // names of files and digests are for machines
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{40,}$/.test(String(value)) || key === 'kind') return
    facts.push([key, typeof value === 'boolean' ? String(value) : value])
  } else if (Array.isArray(value)) for (const inner of value) gather(inner, key, facts, pictures, depth + 1)
  else if (typeof value === 'object') {
    const { fileId } = value as { fileId?: unknown }
    if (typeof fileId === 'string') pictures.push(fileId)
    else for (const [name, inner] of Object.entries(value)) gather(inner, name, facts, pictures, depth + 1)
  }
}
