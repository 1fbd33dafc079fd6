type Permission = NotificationPermission | 'unsupported'

const listeners = new Set<() => void>()
const supported = 'Notification' in window && window.isSecureContext

/** Whether the person allowed notifications; asked for only by their own click. */
export const notifyStore = {
  get: (): Permission => (supported ? Notification.permission : 'unsupported'),
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export async function askToNotify(): Promise<void> {
  if (!supported) return
  await Notification.requestPermission()
  for (const listener of listeners) listener()
}
