import { etaFrom } from '../../studios/outlook.ts'
import { imageGeneration, imageSet, model3dGeneration } from '../../studios/image-to-3d/names.ts'
import { who, type App, type Deps } from '../app.ts'
import { prices, quote, quoteRequest, type Prices, type Quote } from '../contract.ts'
import { chooseModel } from '../../studios/choose.ts'
import { problems } from '../problems.ts'
import { sendFresh } from '../reading.ts'

export function priceRoutes(app: App, { imageTo3d, models, outlook }: Deps): void {
  app.get('/api/prices', { schema: { tags: ['credits'], summary: 'What things cost, and how long they usually take', response: { 200: prices } } }, async (request, reply) => {
    const durations = await outlook.durations()
    const { image, model3d, version } = imageTo3d.prices()
    const body: Prices = {
      priceVersion: version,
      items: [
        // a picture is asked for in a set, and the set is what one waits for
        { kind: imageGeneration, credits: image, unit: 'picture', eta: etaFrom(durations.get(imageSet), 0) },
        { kind: model3dGeneration, credits: model3d, unit: 'model', eta: etaFrom(durations.get(model3dGeneration), 0) },
      ],
    }
    return sendFresh(request, reply, body)
  })

  app.post(
    '/api/quotes',
    {
      schema: {
        tags: ['credits'],
        summary: 'What a step would cost now; nothing is created',
        body: quoteRequest,
        response: { 200: quote },
      },
    },
    async (request): Promise<Quote> => {
      const { kind, count = 4, models: wanted = {} } = request.body
      const fields = (['image', 'model3d'] as const).flatMap((medium) => {
        const choice = chooseModel(models, medium, wanted[medium])
        return choice.type === 'refused' ? choice.fields : []
      })
      if (fields.length > 0) throw problems.invalidInput(fields)
      const { image, model3d, version } = imageTo3d.prices(wanted)
      const credits = kind === 'task' ? image * count : model3d
      const { available } = who(request).account
      return { credits, priceVersion: version, available, sufficient: available >= credits, refund: 'unfinished_work_is_free' }
    },
  )
}
