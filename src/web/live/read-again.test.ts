import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { readAgain } from './read-again.ts'

test('what was under way when the stream began is read once more when it has come, as is what was there', async () => {
  const queryClient = new QueryClient()
  const answers: ((value: string) => void)[] = []
  const slow = new QueryObserver(queryClient, { queryKey: ['slow'], queryFn: () => new Promise<string>((done) => answers.push(done)) })
  let reads = 0
  const quick = new QueryObserver(queryClient, { queryKey: ['quick'], staleTime: Infinity, initialData: 'from before', queryFn: () => `read ${++reads}` })
  const heard: unknown[] = []
  const leave = [slow.subscribe(({ data }) => heard.push(data)), quick.subscribe(() => {})]

  readAgain(queryClient)
  await expect.poll(() => queryClient.getQueryData(['quick'])).toBe('read 1')
  expect(answers).toHaveLength(1)
  answers[0]!('an answer from before')
  await expect.poll(() => answers.length).toBe(2)
  answers[1]!('an answer from after')
  await expect.poll(() => queryClient.getQueryData(['slow'])).toBe('an answer from after')
  expect(heard).toContain('an answer from before')
  for (const stop of leave) stop()
})

test('what is being read anew is read from the beginning, and only what was named', async () => {
  const queryClient = new QueryClient()
  const answers: ((value: string) => void)[] = []
  const read = (key: string) =>
    new QueryObserver(queryClient, { queryKey: [key], initialData: 'from before', queryFn: () => new Promise<string>((done) => answers.push((value) => done(`${key} ${value}`))) }).subscribe(() => {})
  const leave = [read('named'), read('other')]
  await expect.poll(() => answers.length).toBe(2)
  readAgain(queryClient, { queryKey: ['named'] })
  await expect.poll(() => answers.length).toBe(3)
  answers[0]!('too old')
  answers[1]!('read')
  answers[2]!('read again')
  await expect.poll(() => queryClient.getQueryData(['named'])).toBe('named read again')
  await expect.poll(() => queryClient.getQueryData(['other'])).toBe('other read')
  expect(answers).toHaveLength(3)
  for (const stop of leave) stop()
})

test('what nobody looks at is not read, but stale', async () => {
  const queryClient = new QueryClient()
  queryClient.setQueryData(['left'], 'from before')
  readAgain(queryClient)
  await expect.poll(() => queryClient.getQueryState(['left'])?.isInvalidated).toBe(true)
})

test('what waits to be tried again is tried at once', async () => {
  const queryClient = new QueryClient()
  let tries = 0
  const query = new QueryObserver(queryClient, {
    queryKey: ['failed'],
    retryDelay: 3_600_000,
    queryFn: () => {
      if (++tries === 1) throw new Error('away')
      return 'back'
    },
  })
  const leave = query.subscribe(() => {})
  await expect.poll(() => queryClient.getQueryState(['failed'])?.fetchFailureCount).toBe(1)
  readAgain(queryClient)
  await expect.poll(() => queryClient.getQueryData(['failed'])).toBe('back')
  leave()
})
