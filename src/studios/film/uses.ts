/** Which films still show a file: asked before anybody deletes it. */
import type { Pool } from 'pg'
import type { UseFinder } from '../../library/uses.ts'
import { filmSubject } from './names.ts'

// Chosen, brought along, or made for an asset or shot that is still there: by the job's item, or by the item's own row.
const usesSql = `
select f.id as "fileId", p.id as "projectId", p.data->>'name' as title
from unnest($2::uuid[]) as f(id)
join film_asset a on f.id = any (a.uploads) and a.account_id = $1
join subject p on p.id = a.project_id and not p.data ? 'deletedAt'
union
select f.id, p.id, p.data->>'name'
from file f
join job_data d on d.job_id = f.job_id
join subject p on p.id = d.subject_id and p.kind = '${filmSubject}' and not p.data ? 'deletedAt'
where f.id = any ($2::uuid[]) and f.account_id = $1 and (
  exists (select from film_asset a where a.id::text = d.input->>'itemId')
  or exists (select from film_shot s where s.id::text = d.input->>'itemId'))`

export const filmUses = (pool: Pool): UseFinder => async (accountId, fileIds) => {
  const { rows } = await pool.query<{ fileId: string; projectId: string; title: string }>(usesSql, [accountId, fileIds])
  return rows.map(({ fileId, projectId, title }) => ({ fileId, subject: { kind: filmSubject, id: projectId }, title, open: false }))
}
