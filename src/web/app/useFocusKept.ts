import { useEffect } from 'react'

/** What is named or at least one thing: whoever is put there knows where they are. */
const places = 'section, aside, form, fieldset, li'

/**
 * What has the focus may go away: the button of a step that has begun, the card of what was deleted. Then the place it
 * stood in takes the focus, so that keyboard and screen reader go on there and not at the top of the page.
 */
export function useFocusKept(): void {
  useEffect(() => {
    /** what has the focus, then what it stands in, from the inside to the outside; what is open over the page gives it back itself */
    let way: HTMLElement[] = []
    let looking = 0

    const focused = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && content()?.contains(target)) way = wayTo(target)
    }
    // put down by the person, who clicked beside it: there is nothing to keep
    const left = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) return
      queueMicrotask(() => {
        if (nowhere() && way[0] !== undefined && !isGone(way[0])) way = []
      })
    }
    const changed = () => {
      if (way[0] === undefined || !isGone(way[0])) return
      clearTimeout(looking)
      // whoever moves the focus on purpose (a dialog that closes, a change of page) is first
      looking = window.setTimeout(() => requestAnimationFrame(() => setTimeout(give)), 0)
    }
    const give = () => {
      if (!nowhere() || way[0] === undefined || !isGone(way[0])) return
      const place = way.find(isPlace) ?? document.querySelector<HTMLElement>('main h1') ?? content()
      if (place === null) return
      if (!place.hasAttribute('tabindex')) {
        place.tabIndex = -1
        place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true })
      }
      place.focus({ preventScroll: true })
    }

    const watch = new MutationObserver(changed)
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    document.addEventListener('focusin', focused)
    document.addEventListener('focusout', left)
    return () => {
      clearTimeout(looking)
      watch.disconnect()
      document.removeEventListener('focusin', focused)
      document.removeEventListener('focusout', left)
    }
  }, [])
}

const content = (): HTMLElement | null => document.getElementById('content')

function wayTo(element: HTMLElement): HTMLElement[] {
  const way: HTMLElement[] = []
  for (let one: HTMLElement | null = element; one !== null && one !== content(); one = one.parentElement) way.push(one)
  return way
}

/** still there, and with something left in it: a ring around nothing tells nobody where they are */
const isPlace = (element: HTMLElement): boolean => element.isConnected && element.matches(places) && element.textContent.trim() !== ''
const isGone = (element: HTMLElement): boolean => !element.isConnected || element.matches(':disabled')
const nowhere = (): boolean => document.activeElement === null || document.activeElement === document.body
