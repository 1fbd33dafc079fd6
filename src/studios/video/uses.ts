/** Which videos still need a file: asked before anybody deletes it. */
import type { Pool } from 'pg'
import type { UseFinder } from '../../library/uses.ts'
import { clipVideo, narrationSpeech, storyboardImage, videoSubject } from './names.ts'

const usesSql = `
select f.id as "fileId", p.id as "projectId", coalesce(p.data->>'title', p.data->>'topic') as title
from file f
join job_data d on d.job_id = f.job_id
join job j on j.id = d.job_id and j.kind in ('${storyboardImage}', '${clipVideo}', '${narrationSpeech}')
join subject p on p.id = d.subject_id and p.kind = '${videoSubject}' and not p.data ? 'deletedAt'
where f.id = any ($2::uuid[]) and f.account_id = $1`

export const videoUses = (pool: Pool): UseFinder => async (accountId, fileIds) => {
  const { rows } = await pool.query<{ fileId: string; projectId: string; title: string }>(usesSql, [accountId, fileIds])
  return rows.map(({ fileId, projectId, title }) => ({ fileId, subject: { kind: videoSubject, id: projectId }, title: title.slice(0, 200), open: false }))
}
