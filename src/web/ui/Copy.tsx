import { useState } from 'react'
import { useMessages } from '../i18n/i18n.tsx'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'

/** Copies a text; also over plain HTTP, where the clipboard API does not exist. */
export function CopyButton({ text }: { text: string }) {
  const m = useMessages()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      const area = document.createElement('textarea')
      area.value = text
      document.body.append(area)
      area.select()
      document.execCommand('copy')
      area.remove()
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <Button look="quiet" className="px-3 text-sm" onClick={() => void copy()}>
      <Icon name={copied ? 'check' : 'copy'} className="size-4" />
      <span aria-live="polite">{copied ? m.app.copied : m.app.copy}</span>
    </Button>
  )
}
