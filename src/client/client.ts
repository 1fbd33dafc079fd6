/** The typed client: one function per route of the contract. Types only are imported, so no validator reaches a page. */
import type {
  CancelledJobs,
  ClaimedNotices,
  CreateTask,
  Credits,
  Job,
  JobDetail,
  JobList,
  JobStatus,
  JobSummary,
  LedgerList,
  Me,
  ModelKind,
  ModelList,
  NoticeList,
  PatchTask,
  Prices,
  Quote,
  QuoteRequest,
  RetryTask,
  Session,
  Task,
  TaskList,
  Timeline,
} from '../api/contract.ts'
import { createHttp, type HttpOptions } from './http.ts'
import { libraryClient } from './library.ts'
import { query } from './query.ts'

export type Signal = { signal?: AbortSignal | undefined }
/** Every write that can move credits takes the key of the click that caused it. */
export type Key = { idempotencyKey: string }

export type JobQuery = {
  cursor?: string | undefined
  limit?: number
  status?: JobStatus | 'open' | undefined
  subjectId?: string | undefined
  parentId?: string | undefined
  /** without children */
  roots?: boolean
  /** subject kinds, separated by commas */
  studio?: string | undefined
  kind?: string | undefined
  /** these, separated by commas; at most 100 */
  ids?: string
}

export type Client = ReturnType<typeof createClient>

export function createClient(options: HttpOptions = {}) {
  const http = createHttp(options)
  const id = encodeURIComponent
  return {
    /** the request function, for the studios' own parts of the client */
    http,
    session: (o?: Signal) => http<Session>('GET', '/api/session', o),
    signInDemo: () => http<Me>('POST', '/api/session/demo', { body: {} }),
    signIn: (apiKey: string) => http<Me>('POST', '/api/session', { body: { apiKey } }),
    signOut: () => http<void>('DELETE', '/api/session'),
    me: (o?: Signal) => http<Me>('GET', '/api/me', o),
    prices: (o?: Signal) => http<Prices>('GET', '/api/prices', o),
    /** what it would cost now; nothing is created */
    quote: (body: QuoteRequest, o?: Signal) => http<Quote>('POST', '/api/quotes', { body, ...o }),
    /** of one kind, or all */
    models: (kind?: ModelKind, o?: Signal) => http<ModelList>('GET', `/api/models${query({ kind })}`, o),

    createTask: (body: CreateTask, o: Key & Signal) => http<Task>('POST', '/api/tasks', { body, ...o }),
    tasks: (q: { cursor?: string | undefined; limit?: number; status?: string | undefined } = {}, o?: Signal) =>
      http<TaskList>('GET', `/api/tasks${query(q)}`, o),
    task: (taskId: string, o?: Signal) => http<Task>('GET', `/api/tasks/${id(taskId)}`, o),
    /** chooses a picture and starts its model */
    selectImage: (taskId: string, body: PatchTask, o: Key & Signal) => http<Task>('PATCH', `/api/tasks/${id(taskId)}`, { body, ...o }),
    cancelTask: (taskId: string, o: Key & Signal) => http<Task>('POST', `/api/tasks/${id(taskId)}/cancel`, { body: {}, ...o }),
    /** the stage that failed again, or the pictures that are missing */
    retryTask: (taskId: string, body: RetryTask, o: Key & Signal) => http<Task>('POST', `/api/tasks/${id(taskId)}/retry`, { body, ...o }),

    jobs: (q: JobQuery = {}, o?: Signal) => http<JobList>('GET', `/api/jobs${query({ ...q, roots: q.roots ? 'true' : undefined })}`, o),
    job: (jobId: string, o?: Signal) => http<JobDetail>('GET', `/api/jobs/${id(jobId)}`, o),
    jobSummary: (o?: Signal) => http<JobSummary>('GET', '/api/jobs/summary', o),
    cancelJob: (jobId: string) => http<Job>('POST', `/api/jobs/${id(jobId)}/cancel`, { body: {} }),
    /** these, or all that is open but what belongs to these subjects */
    cancelJobs: (body: { jobIds?: string[]; exceptSubjects?: string[] }) => http<CancelledJobs>('POST', '/api/jobs/cancel', { body }),
    /** made again by the rules of its studio; answers with the new job */
    retryJob: (jobId: string, body: { credits?: number }, o: Key & Signal) => http<Job>('POST', `/api/jobs/${id(jobId)}/retry`, { body, ...o }),
    notices: (o?: Signal) => http<NoticeList>('GET', '/api/notices', o),
    /** what this device is to tell, and no other */
    claimNotices: () => http<ClaimedNotices>('POST', '/api/notices/claim', { body: {} }),
    /** of these jobs or subjects; without them all */
    readNotices: (body: { ids?: string[] }) => http<NoticeList>('POST', '/api/notices/read', { body }),
    timeline: (jobId: string, o?: Signal) => http<Timeline>('GET', `/api/jobs/${id(jobId)}/timeline`, o),
    credits: (o?: Signal) => http<Credits>('GET', '/api/credits', o),
    ledger: (q: { cursor?: string | undefined; limit?: number } = {}, o?: Signal) =>
      http<LedgerList>('GET', `/api/credits/ledger${query(q)}`, o),
    ...libraryClient(http),
  }
}
