/** The video creator's part of the typed client. */
import type {
  AnswerOffer, ChangeVideo, CreateVideo, EditScript, PaidPicture, PaidScriptStep, PaidStep, QuoteVideo, UnfinishedVideo, VideoProject, VideoProjectStatus,
  VideoQuote, VideoSummaryList,
} from '../api/video-contract.ts'
import type { Key, Signal } from './client.ts'
import type { Http } from './http.ts'
import { query } from './query.ts'

export function videoClient(http: Http) {
  const base = '/api/video-creation'
  const project = (id: string) => `${base}/projects/${encodeURIComponent(id)}`
  const scene = (id: string, sceneId: string) => `${project(id)}/scenes/${encodeURIComponent(sceneId)}`
  const post = (path: string, body: object, o: Partial<Key> & Signal = {}) => http<VideoProject>('POST', path, { body, ...o })
  return {
    videos: (q: { cursor?: string | undefined; limit?: number } = {}, o?: Signal) => http<VideoSummaryList>('GET', `${base}/projects${query(q)}`, o),
    video: (id: string, o?: Signal) => http<VideoProject>('GET', project(id), o),
    videoStatus: (id: string, o?: Signal) => http<VideoProjectStatus>('GET', `${project(id)}/status`, o),
    createVideo: (body: CreateVideo, o: Key & Signal) => post(`${base}/projects`, body, o),
    changeVideo: (id: string, body: ChangeVideo) => http<VideoProject>('PATCH', project(id), { body }),
    deleteVideo: (id: string) => http<void>('DELETE', project(id)),
    /** what such a video would come to; nothing is created */
    quoteVideo: (body: QuoteVideo, o?: Signal) => http<VideoQuote>('POST', `${base}/quote`, { body, ...o }),

    writeScript: (id: string, body: PaidStep, o: Key & Signal) => post(`${project(id)}/script`, body, o),
    editScript: (id: string, body: EditScript, o?: Signal) => http<VideoProject>('PUT', `${project(id)}/script`, { body, ...o }),
    rewriteScene: (id: string, sceneId: string, body: PaidStep, o: Key & Signal) => post(`${scene(id, sceneId)}/rewrite`, body, o),
    makePicture: (id: string, sceneId: string, body: PaidPicture, o: Key & Signal) => post(`${scene(id, sceneId)}/picture`, body, o),
    /** confirms the script: every picture that is missing is made */
    makeStoryboard: (id: string, body: PaidScriptStep, o: Key & Signal) => post(`${project(id)}/storyboard`, body, o),
    /** clips and spoken texts, then all of it put together */
    makeVideo: (id: string, body: PaidStep, o: Key & Signal) => post(`${project(id)}/video`, body, o),
    retryVideo: (id: string, body: PaidStep, o: Key & Signal) => post(`${project(id)}/retry`, body, o),
    cancelVideo: (id: string) => post(`${project(id)}/cancel`, {}),

    unfinishedVideo: (o?: Signal) => http<UnfinishedVideo>('GET', `${base}/unfinished`, o),
    answerOffer: (id: string, answer: AnswerOffer['answer']) => post(`${project(id)}/unfinished`, { answer }),
    videoNotified: (id: string) => post(`${project(id)}/notified`, {}),
  }
}
