import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { modelsQuery } from '../../api/queries.ts'
import { defaultConfig, priceOf } from './figures.ts'
import { filmApi, filmKey } from './queries.ts'

const sampleAssets = 3
const sampleShots = 3

/** The sample film: begun by one click, at the price of all that follows. The start page loads this: nothing heavy comes with it. */
export function useSample() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const images = useQuery(modelsQuery('image')).data
  const videos = useQuery(modelsQuery('video')).data
  const picture = priceOf(images?.find(({ isDefault }) => isDefault))
  const config = defaultConfig(videos, '16:9')
  const clip = config && priceOf(videos?.find(({ id }) => id === config.model), config)
  const begin = useMutation({
    mutationFn: () => filmApi.createFilm({ sample: true }),
    onSuccess: (film) => {
      queryClient.setQueryData(filmKey(film.id), film)
      void queryClient.invalidateQueries({ queryKey: ['films'] })
      void navigate({ to: '/film/$projectId', params: { projectId: film.id }, search: { run: 'sample' } })
    },
  })
  return { begin, price: picture === null || clip === null ? null : picture * sampleAssets + clip * sampleShots }
}
