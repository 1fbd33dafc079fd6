/** Videos where a gateway has them: asked about by id, and found again in the list by what was asked. */
import type { PollAnswer, RecoverAnswer } from '../../engine/types.ts'
import { errorOfRead, request } from '../http.ts'
import type { Owners } from '../owners.ts'
import type { ProviderCall, ProviderResult, VideoRequest } from '../provider.ts'
import { failureOfVideo, videoStanding, type Video } from './mapping.ts'
import { nameOf } from './models.ts'

/** how much later than it left a request may have been taken */
const travelMs = 2 * 60_000
/** `created_at` is in whole seconds, and so is the Date header it is held against */
const slackMs = 5_000

export function videosApi({ baseUrl, headers, owners }: { baseUrl: string; headers: Record<string, string>; owners: Owners }) {
  return {
    async ask(call: ProviderCall, id: string): Promise<PollAnswer<ProviderResult>> {
      const answer = await request({ url: `${baseUrl}/videos/${encodeURIComponent(id)}`, headers, signal: call.signal })
      if (answer.status !== 200) throw errorOfRead(answer)
      const video = answer.body as Video
      switch (videoStanding(video)) {
        case 'running':
          return { type: 'running', progress: Number(video.progress) || 0 }
        case 'failed':
          return { type: 'failed', failure: failureOfVideo(video.error) }
        case 'done':
          return { type: 'done', result: { files: [{ role: 'result', from: { url: `${baseUrl}/videos/${encodeURIComponent(id)}/content`, headers: { authorization: headers.authorization! } } }] } }
      }
    },

    /** The newest hundred, for one of the same model, words and length from that very moment. Two that fit are nobody's. */
    async recover(call: ProviderCall): Promise<RecoverAnswer> {
      const { postedMsAgo } = call
      if (postedMsAgo === null) return { type: 'not-yet' }
      const answer = await request({ url: `${baseUrl}/videos?limit=100&order=desc`, headers, signal: call.signal })
      if (answer.status !== 200) throw errorOfRead(answer)
      const nowMs = Date.parse(answer.headers.get('date') ?? '') || Date.now()
      const { data } = answer.body as { data?: Video[] }
      const { prompt, seconds } = call.request as VideoRequest
      const alike = (Array.isArray(data) ? data : []).filter((video) => {
        const ageMs = nowMs - Number(video.created_at) * 1000
        return video.prompt === prompt && video.model === nameOf(call.model) && Number(video.seconds) === seconds && ageMs <= postedMsAgo + slackMs && ageMs >= postedMsAgo - travelMs
      })
      const ids = alike.flatMap(({ id }) => (typeof id === 'string' && !owners.isAnothers(id, call.attemptKey) ? [id] : []))
      if (ids.length === 1 && owners.claim(ids[0]!, call.attemptKey)) return { type: 'found', externalId: ids[0]! }
      if (ids.length > 1) call.log.warn({ alike: ids }, 'several videos could be this one: none is taken')
      return { type: 'not-yet' }
    },
  }
}
