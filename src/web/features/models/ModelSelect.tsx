import type { ModelOffer } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Select } from '../../ui/Field.tsx'

type Props = { label: string; offers: readonly ModelOffer[]; chosen: ModelOffer | null; onChoose: (id: string) => void }

/** Which AI model makes it, with the provider and what one costs. Nothing where there is nothing to choose. */
export function ModelSelect({ label, offers, chosen, onChoose }: Props) {
  const m = useMessages()
  if (offers.length < 2 || chosen === null) return null
  return (
    <Select
      label={label}
      value={chosen.id}
      options={offers.map(({ id, label: name, provider, prices }) => ({ value: id, label: m.compose.modelOption(name, provider.label, prices[0]?.credits ?? null) }))}
      onChange={onChoose}
    />
  )
}
